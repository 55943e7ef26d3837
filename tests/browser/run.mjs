// Checks built decks in a browser.
//
//   node tests/browser/run.mjs '["dist/informational"]' [--shots DIR] [--fast] [--brief] [--site DIR]
//
// `--site` serves that folder, in which the decks are, since those of a site share their assets.
// `--fast` leaves out paper and behaviour (addresses, speaker view, search, strangers' messages);
// `--brief` looks at the slides on one screen and at the reading page, and at nothing else.
//
// Prints one JSON object: for every folder its slides, what was measured, and `problems`, which is
// empty when all is well. Exit code 0 when the checks ran (whatever they found), 3 without a browser.
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";
import * as behaviour from "./behaviour.mjs";
import { contrast } from "./contrast.mjs";
import { look, read, slides } from "./inpage.mjs";
import { serve } from "./server.mjs";

const SCREENS = [
  { width: 1280, height: 720, floor: 22 },
  { width: 1024, height: 768, floor: 18 },
];
const PHONE = { width: 390, height: 844 };
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const args = process.argv.slice(2);
const shots = args.includes("--shots") && args[args.indexOf("--shots") + 1];
const brief = args.includes("--brief");
const site = args.includes("--site") && resolve(args[args.indexOf("--site") + 1]);
const fast = brief || args.includes("--fast");
const folders = JSON.parse(args.find((a) => a.startsWith("[")) || "[]").map((f) => resolve(f));

const browser = await launch();
const results = {};
for (const folder of folders) results[folder] = await checkDeck(folder);
await browser.close();
console.log(JSON.stringify(results, null, 1));

async function checkDeck(folder) {
  const report = { problems: [], fit: {}, smallest: {}, undecided: [] };
  const server = await serve({ "/some/sub-path/": site || folder });
  const below = site ? relative(site, folder).replaceAll("\\", "/") + "/" : "";
  const address = `${server.origin}/some/sub-path/${below}index.html`;
  const step = async (name, work) => {
    try {
      await work();
    } catch (error) {
      report.problems.push(`${name}: ${error.message.split("\n")[0]}`);
    }
  };
  for (const screen of brief ? SCREENS.slice(0, 1) : SCREENS) await step(`slides at ${screen.width}`, () => checkSlides(report, folder, address, screen));
  if (!brief) await step("keyboard", () => checkKeyboard(report, address));
  await step("reading page", () => checkReading(report, folder, address));
  if (!brief) await step("file", () => checkFile(report, folder));
  if (!brief) await step("no JavaScript", () => checkWithoutScript(report, folder, address));
  if (!fast) {
    await step("print", () => checkPrint(report, address));
    for (const start of [address, pathToFileURL(join(folder, "index.html")).href]) await checkBehaviour(report, start, step);
  }
  server.stop();
  return report;
}

// A page that notes errors, failed loads and requests to other hosts. `go` opens the address.
async function open(report, address, screen, options = {}, go = (page) => page.goto(address)) {
  const context = await browser.newContext({ viewport: { width: screen.width, height: screen.height }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const problem = (text) => report.problems.push(`${new URL(address).protocol} ${text}`);
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && problem(`console: ${m.text()}`));
  page.on("pageerror", (e) => problem(`script: ${e.message}`));
  page.on("requestfailed", (r) => problem(`failed: ${r.url()}`));
  page.on("response", (r) => r.status() >= 400 && problem(`${r.status()}: ${r.url()}`));
  page.on("request", (r) => {
    const url = new URL(r.url());
    if (!["data:", "blob:", "about:"].includes(url.protocol) && url.host !== new URL(address).host) problem(`other host: ${r.url()}`);
  });
  await go(page);
  return page;
}

async function openDeck(...all) {
  const page = await open(...all);
  await page.waitForSelector("html.fitted");
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  return page;
}

function present(page) {
  return page.evaluate(() => Reveal.getCurrentSlide().id);
}

async function checkSlides(report, folder, address, screen) {
  const size = `${screen.width}x${screen.height}`;
  const page = await openDeck(report, address, screen);
  const ids = await page.evaluate(slides);
  report.slides = ids;
  report.smallest[size] = Infinity;
  for (const [index, id] of ids.entries()) {
    await page.evaluate((hash) => (location.hash = hash), "#" + encodeURI(id));
    await page.waitForFunction((id) => Reveal.getCurrentSlide().id === id, id, { timeout: 15_000 });
    const images = () => [...Reveal.getCurrentSlide().querySelectorAll("img")].every((i) => i.complete);
    await page.waitForFunction(images, null, { timeout: 15_000 });
    await page.waitForTimeout(30);
    const seen = await page.evaluate(look);
    if (seen.fit) report.fit[id] = seen.fit;
    if (seen.outside.length) report.problems.push(`${size} ${id} outside its box: ${seen.outside.join("; ")}`);
    if (seen.unsaid) report.problems.push(`${size} ${id} scrolls without saying so`);
    if (seen.smallest !== null && seen.smallest < screen.floor) report.problems.push(`${size} ${id} has text of ${seen.smallest} px`);
    if (seen.smallest !== null) report.smallest[size] = Math.min(report.smallest[size], seen.smallest);
    if (screen === SCREENS[0]) await checkAccess(report, page, id);
    if (shots) await shoot(page, folder, `${size}-${String(index).padStart(3, "0")}`);
  }
  await page.context().close();
}

async function checkAccess(report, page, where) {
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(axeSource);
  const { violations, incomplete } = await page.evaluate(() => axe.run({ resultTypes: ["violations", "incomplete"] }));
  const told = (rule) => `${where} ${rule.id}: ${rule.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")}`;
  report.problems.push(...violations.map((v) => "axe " + told(v)));
  // A gradient or a picture behind text: axe leaves it to us.
  const unsure = incomplete.filter((rule) => rule.id === "color-contrast").flatMap((rule) => rule.nodes.map((n) => n.target.join(" ")));
  const weak = await contrast(page, unsure);
  report.problems.push(...weak.map((text) => `${where} contrast: ${text}`));
  report.undecided.push(...incomplete.filter((rule) => rule.id !== "color-contrast").map(told));
}

async function checkKeyboard(report, address) {
  const page = await openDeck(report, address, SCREENS[0]);
  const forward = (await page.evaluate(() => Reveal.getConfig().rtl)) ? "ArrowLeft" : "ArrowRight";
  for (const key of [forward, "Space"]) {
    await page.keyboard.press("Home");
    const seen = new Set([await present(page)]);
    for (let press = 0; press < report.slides.length * 40; press++) {
      if (await page.evaluate(() => Reveal.isLastSlide() && !Reveal.availableFragments().next)) break;
      await page.keyboard.press(key);
      seen.add(await present(page));
    }
    const missed = report.slides.filter((id) => !seen.has(id));
    // In a grid, the right arrow keeps the row.
    const grid = key === forward && (await page.evaluate(() => Reveal.hasVerticalSlides() && Reveal.getConfig().navigationMode !== "linear"));
    if (missed.length && !grid) report.problems.push(`${key} does not reach ${missed.slice(0, 5).join(", ")}`);
  }
  await page.context().close();
}

async function checkReading(report, folder, address) {
  const page = await open(report, address, PHONE, { hasTouch: true, isMobile: true });
  await page.waitForSelector(".deck-mode", { state: "attached" });
  judgeReading(report, await page.evaluate(read), "phone");
  await checkAccess(report, page, "reading page");
  if (shots) await shoot(page, folder, "phone");
  await page.context().close();
  await checkReadingAddress(report, address);
  if (!fast) await checkReaderMovesOn(report, address);
}

// An address leads to its slide, also where the slides above it change their heights afterwards.
async function checkReadingAddress(report, address) {
  const [page, id] = await openInMiddle(report, address, () => {});
  const top = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);
  const end = await page.evaluate(() => scrollY + innerHeight >= document.documentElement.scrollHeight - 2);
  if (!end && Math.abs(top) > 60) report.problems.push(`phone: ${id} opens ${Math.round(top)} px off`);
  await page.setViewportSize({ width: PHONE.height, height: PHONE.width });
  await page.waitForSelector("html.fitted");
  if (!end && (await present(page)) !== id) report.problems.push(`turning the phone goes from ${id} to ${await present(page)}`);
  await page.context().close();
}

// A reader who moves on while the page is still loading is not taken back.
async function checkReaderMovesOn(report, address) {
  const [page] = await openInMiddle(report, address, async (page) => {
    await page.mouse.wheel(0, -100_000);
    await page.waitForFunction(() => scrollY === 0);
    await page.waitForTimeout(50);
  });
  const at = await page.evaluate(() => scrollY);
  if (at > 300) report.problems.push(`phone: a reader who moves on is taken back to ${Math.round(at)} px`);
  await page.context().close();
}

// The reading page, opened at its middle slide, and that slide's id, which is never one of a split slide's parts.
// The browser does not keep the place of what is on the screen, and its second slide grows when the page has
// started. While a script is still to come, the reader does `act`.
async function openInMiddle(report, address, act) {
  const id = report.slides[Math.floor(report.slides.length / 2)].replace(/~\d+$/, "");
  const page = await open(report, address, PHONE, { hasTouch: true, isMobile: true }, async (page) => {
    let goOn;
    const later = new Promise((done) => (goOn = done));
    await page.route("**/late.js", (route) => later.then(() => route.fulfill({ contentType: "text/javascript", body: "" })));
    await page.route("**/index.html", async (route) => {
      const text = await (await route.fetch()).text();
      await route.fulfill({ contentType: "text/html", body: text.replace("</body>", '<script defer src="late.js"></script></body>') });
    });
    await page.addInitScript(growAtStart);
    await page.goto(`${address}#${encodeURI(id)}`, { waitUntil: "commit" });
    await page.waitForSelector("#grown", { state: "attached" });
    await page.waitForTimeout(100);
    await act(page);
    goOn();
    await page.waitForLoadState("load");
  });
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))));
  return [page, id];
}

function growAtStart() {
  const grow = () => {
    const element = Object.assign(document.createElement("div"), { id: "grown", style: "height: 300px" });
    [...document.querySelectorAll(".slides section[id]")].slice(0, 2).pop().prepend(element);
  };
  const timer = setInterval(() => {
    if (!document.querySelector(".deck-mode")) return;
    clearInterval(timer);
    document.documentElement.style.overflowAnchor = "none";
    requestAnimationFrame(grow);
  }, 5);
}

function judgeReading(report, seen, name) {
  if (seen.outside.length) report.problems.push(`${name}: too wide: ${seen.outside.slice(0, 5).join("; ")}`);
  if (seen.hidden.length) report.problems.push(`${name}: not shown: ${seen.hidden.slice(0, 5).join(", ")}`);
  if (seen.smallest < 16) report.problems.push(`${name}: text of ${seen.smallest} px`);
  report.smallest[name] = seen.smallest;
}

async function checkFile(report, folder) {
  const id = report.slides.at(-1);
  const page = await openDeck(report, pathToFileURL(join(folder, "index.html")).href + "#" + encodeURI(id), SCREENS[0]);
  if ((await present(page)) !== id) report.problems.push(`file: opens ${await present(page)}, not ${id}`);
  await page.context().close();
}

async function checkWithoutScript(report, folder, address) {
  const page = await open(report, address, PHONE, { javaScriptEnabled: false });
  judgeReading(report, await page.evaluate(read), "no JavaScript");
  if (shots) await shoot(page, folder, "no-javascript");
  await page.context().close();
}

async function checkBehaviour(report, address, step) {
  const start = (where) => openDeck(report, where, SCREENS[0]);
  for (const [name, check] of Object.entries(behaviour)) {
    await step(name, async () => {
      const problems = await check(start, address, report.slides);
      report.problems.push(...problems.map((p) => new URL(address).protocol + " " + p));
    });
  }
}

// Pages of the PDF: one for each slide, more only for slides that would scroll.
async function checkPrint(report, address) {
  const page = await openDeck(report, address, SCREENS[0]);
  const bytes = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const pages = (bytes.toString("latin1").match(/\/Type\s*\/Page\b/g) || []).length;
  const long = await page.evaluate(() => document.querySelectorAll('[data-fit="scroll"]').length);
  report.pages = pages;
  if (pages < report.slides.length || (!long && pages !== report.slides.length)) report.problems.push(`print: ${pages} pages for ${report.slides.length} slides`);
  await page.context().close();
}

async function shoot(page, folder, name) {
  mkdirSync(join(shots, basename(folder)), { recursive: true });
  await page.screenshot({ path: join(shots, basename(folder), name + ".png") });
}
