// Checks a built site in a browser: its list, its search, the links between its decks, and its page for
// wrong addresses.
//
//   node tests/browser/site.mjs FOLDER [--shots DIR]
//
// The folder is built from tests/browser/site. Prints one JSON object with `problems`, empty when all
// is well. Exit code 0 when the checks ran, 3 without a browser.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";
import { serve } from "./server.mjs";

const SCREENS = [
  { width: 1280, height: 720 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const args = process.argv.slice(2);
const folder = resolve(args[0]);
const shots = args.includes("--shots") && args[args.indexOf("--shots") + 1];
if (shots) mkdirSync(shots, { recursive: true });
const problems = [];
const server = await serve({ "/some/sub-path/": folder });
const web = server.origin + "/some/sub-path/";
const file = pathToFileURL(join(folder, "/")).href;
const browser = await launch();

function check(good, what) {
  if (!good) problems.push(what);
}

// A page that notes errors, failed loads and requests to other hosts.
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: SCREENS[0], reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const where = new URL(address).protocol;
  page.asked = [];
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && problems.push(`${where} console: ${m.text()}`));
  page.on("pageerror", (e) => problems.push(`${where} script: ${e.message}`));
  page.on("response", (r) => r.status() >= 400 && problems.push(`${where} ${r.status()}: ${r.url()}`));
  page.on("request", (r) => {
    page.asked.push(r.url());
    const url = new URL(r.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.host !== new URL(address).host) problems.push(`other host: ${r.url()}`);
  });
  await page.goto(address);
  return page;
}

async function access(page, where) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => axe.run());
  problems.push(...violations.map((v) => `${where}: axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}`));
}

async function shoot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, name + ".png"), fullPage: true });
}

const results = (page) => page.locator(".results a").count();

async function find(page, words) {
  await page.locator("#search").fill("");
  await page.waitForFunction(() => document.querySelector(".results").hidden);
  await page.locator("#search").fill(words);
  await page.waitForFunction(() => {
    const shown = document.querySelector(".results:not([hidden]) [role=status]");
    return shown && /slide|Nothing/.test(shown.textContent);
  });
  return page.locator(".results a").allInnerTexts();
}

const checks = {
  async "the list fits and can be used by all"() {
    for (const screen of SCREENS) {
      for (const colorScheme of ["light", "dark"]) {
        const where = `list at ${screen.width}, ${colorScheme}`;
        const page = await open(web + "index.html", { viewport: screen, colorScheme });
        await page.evaluate(() => document.fonts.ready.then(() => {}));
        await access(page, where);
        const wide = await page.evaluate(() => {
          const inside = (box) => box.right <= innerWidth + 1 && box.left >= -1;
          const all = [...document.querySelectorAll("main *:not(.hidden, .hidden *)")];
          return all.filter((one) => !inside(one.getBoundingClientRect())).map((one) => one.className || one.tagName);
        });
        check(!wide.length, `${where}: too wide: ${wide.slice(0, 3)}`);
        const cut = await page.evaluate(() => {
          const slides = [...document.querySelectorAll(".cover")];
          return slides.filter((one) => one.firstElementChild.scrollHeight > one.clientHeight || one.firstElementChild.scrollWidth > one.clientWidth).length;
        });
        check(!cut, `${where}: ${cut} covers are cut`);
        await shoot(page, `list-${screen.width}-${colorScheme}`);
        await page.context().close();
      }
    }
  },

  async "decks stand in their order and groups"() {
    const page = await open(web + "index.html");
    const seen = await page.evaluate(() => [...document.querySelectorAll("h2, h3")].map((one) => one.innerText));
    const expected = ["Welcome", "Week 1", "Loops", "The first slide is a picture", "Sections below one another", "Week 2", "مقدمة في البرمجة", "関数と再帰について"];
    check(expected.every((text, at) => seen[at] === text), `headings: ${seen}`);
    check(seen.length === expected.length + 1, "a draft is in the list, or the strange deck is not");
    check(await page.evaluate(() => !window.hurt), "a header runs a script");
    const text = await page.locator("main").innerText();
    check(text.includes("Ada Lovelace"), "the default author is missing");
    check(text.includes("averyveryvery"), "a tag is missing");
    const pictures = await page.evaluate(() => [...document.querySelectorAll(".cover")].filter((one) => getComputedStyle(one).backgroundImage.includes("dusk")).length);
    check(pictures === 1, `${pictures} covers show a picture`);
    await page.context().close();
  },

  async "without JavaScript"() {
    const page = await open(web + "index.html", { javaScriptEnabled: false });
    check(await page.locator(".deck").first().isVisible(), "no list without JavaScript");
    check(!(await page.locator("#search").isVisible()), "a search that cannot work is shown");
    await page.context().close();
  },

  async "search by keyboard"() {
    for (const root of [web, file]) {
      const where = new URL(root).protocol;
      const page = await open(root + "index.html");
      check(!page.asked.some((url) => url.includes("search-index")), `${where} the index is loaded before it is wanted`);
      await page.keyboard.press("/");
      await page.keyboard.type("schleif");
      // On a busy machine the first letters are looked for before the last ones are typed.
      await page.waitForFunction(() => document.querySelectorAll(".results a").length === 1).catch(() => {});
      check((await results(page)) === 1, `${where} a prefix finds ${await results(page)}`);
      check(!(await page.locator(".all").isVisible()), `${where} the list is shown beside the results`);
      await shoot(page, `search-${where.slice(0, -1)}`);
      await page.keyboard.press("ArrowDown");
      check(await page.evaluate(() => document.activeElement.matches(".results a")), `${where} arrow down does not reach the results`);
      await page.keyboard.press("ArrowUp");
      check(await page.evaluate(() => document.activeElement.id === "search"), `${where} arrow up does not go back`);
      await page.keyboard.press("Enter");
      await page.waitForSelector("html.fitted");
      const shown = await page.evaluate(() => Reveal.getCurrentSlide().id);
      check(page.url().includes("week1/loops/index.html#/") && shown === "/größer-werden", `${where} a result leads to ${page.url()}`);
      await page.goBack();
      await page.waitForSelector(".results a");
      check((await page.locator("#search").inputValue()) === "schleif", `${where} the words are gone when one comes back`);
      await page.locator("#search").focus();
      await page.keyboard.press("Escape");
      check(await page.locator(".all").isVisible(), `${where} Escape does not bring the list back`);
      await page.context().close();
    }
  },

  async "what is found"() {
    const page = await open(web + "index.html");
    for (const [words, expected] of [
      ["facade", /façade/],
      ["GROSSER", /größer/],
      ["größer", /größer/],
      ["再帰", /関数と再帰/],
      ["呼び出", /関数は関数を呼び出す/],
      ["البرمجة", /مقدمة/],
      ["println repeat", /println/],
      ["loops case", /Loops/],
      ["\"quoted\"", /<?Bold|quoted/],
    ]) {
      const found = await find(page, words);
      check(found.some((text) => expected.test(text)), `${words} finds ${JSON.stringify(found)}`);
    }
    for (const words of ["unspeakable", "nothing of the kind", "ose", "<b>"]) {
      check(!(await find(page, words)).length, `${words} finds something`);
    }
    check((await page.locator(".results [role=status]").innerText()) === "Nothing found", "it is not said that nothing is found");
    const marks = async (words) => (await find(page, words), page.locator(".results mark").allInnerTexts());
    check((await marks("grosser")).includes("größer") || (await marks("grosser")).includes("Größer"), `marked: ${await marks("grosser")}`);
    for (const words of ["window.hurt", "angle", "quotes"]) {
      await find(page, words);
      check((await results(page)) > 0, `${words} is not found`);
      check(await page.evaluate(() => !window.hurt), `${words} runs a script`);
    }
    await access(page, "results");
    await page.context().close();
  },

  async "from deck to deck"() {
    const page = await open(web + "week1/loops/index.html");
    await page.waitForSelector("html.fitted");
    const nav = page.locator(".deck-course");
    check(!(await nav.isVisible()), "links to other decks are shown on the first slide");
    await page.keyboard.press("End");
    await nav.waitFor({ state: "visible", timeout: 15_000 });
    await access(page, "last slide");
    const overlap = await page.evaluate(() => {
      const box = (name) => document.querySelector(name).getBoundingClientRect();
      return box(".deck-course").right > box(".deck-footer").left;
    });
    check(!overlap, "the links lie on the footer");
    await shoot(page, "last-slide");
    await page.locator(".deck-course [rel=next]").click();
    check(page.url().endsWith("week1/picture/index.html"), `next is ${page.url()}`);
    await page.goto(web + "week1/vertical/index.html#/below-one");
    await page.waitForSelector("html.fitted");
    check(!(await nav.isVisible()), "links to other decks are shown in the middle of a vertical deck");
    await page.goto(web + "week1/vertical/index.html?x#/below-two");
    await page.waitForSelector("html.fitted");
    check(await nav.isVisible(), "no links on the last slide of a vertical deck");
    await page.goto(web + "week1/picture/index.html?read");
    check(await nav.isVisible(), "no links on the reading page");
    await access(page, "reading page");
    await page.locator(".deck-course .all").click();
    check(page.url() === web + "index.html", `the list is ${page.url()}`);
    const ends = await page.request.get(web + "welcome/index.html");
    const text = await ends.text();
    check(text.includes('rel="next"') && !text.includes('rel="prev"'), "the first deck has one before it");
    await page.context().close();
  },

  async "a wrong address leads to the list"() {
    const page = await browser.newPage();
    const body = readFileSync(join(folder, "404.html"));
    await page.route(web + "week9/nothing/here.html", (route) => route.fulfill({ status: 404, contentType: "text/html", body }));
    await page.goto(web + "week9/nothing/here.html");
    await page.waitForSelector("#way:not([hidden])");
    await access(page, "404.html");
    await page.locator("#way a").click();
    check(page.url() === web, `404.html leads to ${page.url()}`);
    await page.close();
  },
};

for (const [name, run] of Object.entries(checks)) {
  try {
    await run();
  } catch (error) {
    problems.push(`${name}: ${error.message.split("\n")[0]}`);
  }
}
await browser.close();
server.stop();
console.log(JSON.stringify({ problems }, null, 1));
