// Checks of the live preview: the real program, real saves, a real browser.
//
//   node tests/browser/live.mjs target/debug/deckgen [--shots DIR] [NAME…]
//
// Prints `{name: [problems]}` as JSON for every check, or for those that are named. Exit code 3 without a
// browser.
import { mkdirSync, readFileSync, unlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { launch } from "./chromium.mjs";
import { edges } from "./edges.mjs";
import { editing } from "./editing.mjs";
import { language } from "./language.mjs";
import { Preview, shown } from "./preview.mjs";

const args = process.argv.slice(2);
const program = resolve(args.shift());
const shots = args[0] === "--shots" ? resolve(args.splice(0, 2)[1]) : null;
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const slide = (n, text = `text ${n}`) => `## Slide ${n}\n\n${text}\n\nNote:\nnotes ${n}\n`;
const deck = (...slides) => "title: Talk\n\n" + slides.join("\n");
const ordinary = (n = 5) => Array.from({ length: n }, (_, i) => slide(i + 1));
const steps = "- a {.fragment}\n- b {.fragment}\n- c {.fragment}\n";
const atSlide = (id) => Reveal.getCurrentSlide().id === id;
const hasText = (text) => Reveal.getCurrentSlide().textContent.includes(text);
const ids = (page) => page.evaluate(() => [...document.querySelectorAll(".slides section")].filter((s) => !s.querySelector("section")).map((s) => s.id));
const badge = (name) => document.getElementById("deckgen-live")?.shadowRoot.querySelector(".badge." + name + ":not([hidden])")?.textContent;
const panel = () => document.getElementById("deckgen-live")?.shadowRoot.querySelector(".panel:not([hidden])")?.textContent;

async function axe(preview, page, what) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => axe.run());
  violations.forEach((rule) => preview.problems.push(`${what}: axe ${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).slice(0, 3)}`));
}

async function shoot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, name + ".png") });
}

// The slide and the step stay, nothing is loaded again.
async function stays(preview, page, id, step, what) {
  const now = await shown(page);
  preview.check(now.same, `${what}: the page was loaded again`);
  preview.check(now.id === id, `${what}: shows ${now.id}, not ${id}`);
  preview.check(now.step === step, `${what}: step ${now.step}, not ${step}`);
}

const checks = {
  async "an edit in place keeps slide and step"(start) {
    const slides = ordinary();
    slides[2] = slide(3, steps);
    const preview = await start({ "talk.md": deck(...slides) });
    const page = await preview.open("#/slide-3");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    slides[2] = slide(3, steps + "\nedited text");
    preview.write(deck(...slides));
    await preview.want(page, "the edit is not shown", hasText, "edited text");
    await stays(preview, page, "/slide-3", 1, "edit");
    slides[2] = slide(3, "- a {.fragment}\n");
    preview.write(deck(...slides));
    await preview.want(page, "fewer steps are not shown", () => Reveal.getCurrentSlide().querySelectorAll(".fragment").length === 1);
    await stays(preview, page, "/slide-3", 0, "fewer steps");
    slides[2] = slide(3, "- a {.fragment}\n- new words {.fragment .grow}\n");
    preview.replace(deck(...slides));
    await preview.want(page, "an edited fragment is not shown", hasText, "new words");
    await stays(preview, page, "/slide-3", 0, "edited fragment");
    return preview;
  },

  async "slides are inserted, deleted and moved"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(...slides) });
    const page = await preview.open("#/slide-3");
    const save = async (changed, what) => {
      preview.write(deck(...changed));
      const wanted = ["/title-slide", ...changed.map((text) => "/slide-" + /Slide (\d+)/.exec(text)[1])];
      await preview.want(page, `${what}: the order is wrong`, (wanted) => [...document.querySelectorAll(".slides section")].map((s) => s.id).join() === wanted.join(), wanted);
      const classes = await page.evaluate(() => [...document.querySelectorAll(".slides section")].map((s) => ["past", "present", "future"].find((c) => s.classList.contains(c))).join());
      preview.check(/^(past,)*present(,future)*$/.test(classes), `${what}: reveal.js is confused: ${classes}`);
    };
    await save([...slides.slice(0, 1), slide(9), ...slides.slice(1)], "insert");
    await preview.want(page, "insert: the new slide is not shown", atSlide, "/slide-9");
    await page.evaluate(() => (location.hash = "#/slide-4"));
    await preview.want(page, "cannot go on", atSlide, "/slide-4");
    await save([...slides], "delete");
    await save([slides[4], ...slides.slice(0, 4)], "move");
    await preview.want(page, "move: the moved slide is not shown", atSlide, "/slide-5");
    await save(slides.slice(0, 2), "delete many");
    preview.check((await shown(page)).same, "the page was loaded again");
    for (const key of ["Home", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    preview.check((await shown(page)).id === "/slide-2", "the keyboard does not reach the last slide");
    return preview;
  },

  async "vertical stacks are edited and grow"(start) {
    const head = "---\ntitle: Talk\nnavigation: vertical\n---\n\n";
    const body = (text, more = "") => `## Alone\n\n# First\n\n## Under\n\n${text}\n\n${more}# Second\n\n## Last\n`;
    const preview = await start({ "talk.md": head + body("old") });
    const page = await preview.open("#/under");
    preview.write(head + body("fresh words"));
    await preview.want(page, "the edit is not shown", hasText, "fresh words");
    await stays(preview, page, "/under", undefined, "edit");
    preview.write(head + body("fresh words", "## Inserted\n\n"));
    await preview.want(page, "the new slide is not shown", atSlide, "/inserted");
    preview.check(JSON.stringify(await page.evaluate(() => Reveal.getIndices())) === '{"h":2,"v":2}', "it is not below its section");
    preview.write(head.replace("navigation: vertical\n", "") + body("fresh words"));
    await preview.want(page, "without stacks the page is not loaded again", () => !window.sameAsBefore && window.DeckgenLive?.role && !document.querySelector(".slides section section"));
    return preview;
  },

  async "a theme is exchanged without a flash"(start) {
    const preview = await start({ "talk.md": deck(...ordinary()) });
    const page = await preview.open("#/slide-3");
    const colour = () => page.evaluate(() => getComputedStyle(document.querySelector(".reveal h2")).fontFamily + getComputedStyle(document.body).backgroundColor);
    const before = await colour();
    preview.write(deck(...ordinary()).replace("title: Talk", "title: Talk\ntheme: white"));
    await preview.want(page, "the theme does not change", (before) => getComputedStyle(document.querySelector(".reveal h2")).fontFamily + getComputedStyle(document.body).backgroundColor !== before, before);
    await preview.want(page, "old sheets stay", () => document.querySelectorAll('head link[rel="stylesheet"]').length <= 2);
    await stays(preview, page, "/slide-3", undefined, "theme");
    return preview;
  },

  async "mistakes lie over the last good slides"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(...slides) });
    const page = await preview.open("#/slide-3");
    preview.write("---\ntitle: [\n---\n\n" + slides.join("\n"));
    await preview.want(page, "the error is not shown", () => document.getElementById("deckgen-live")?.shadowRoot.querySelector(".panel:not([hidden])")?.textContent.includes("talk.md:2:"));
    await stays(preview, page, "/slide-3", undefined, "error");
    await axe(preview, page, "error");
    await shoot(page, "error");
    preview.write(deck(...slides).replace("text 3", "healed"));
    await preview.want(page, "the mended text is not shown", hasText, "healed");
    preview.check(!(await page.evaluate(panel)), "the error stays");
    preview.write(deck(...slides, "## Six\n\n![a <b>cat</b>](missing.png)\n\n~~~ruts\nx\n~~~\n"));
    await preview.want(page, "no badge for warnings", () => document.getElementById("deckgen-live")?.shadowRoot.querySelector(".badge.warnings:not([hidden])")?.textContent === "2 warnings");
    preview.check(!(await page.evaluate(panel)), "warnings lie over the slides");
    await axe(preview, page, "badge");
    await shoot(page, "badge");
    await page.locator("#deckgen-live .badge.warnings").click();
    preview.check(/missing\.png/.test(await page.evaluate(panel)), "the badge does not tell more");
    await axe(preview, page, "warnings");
    await shoot(page, "warnings");
    await page.keyboard.press("Escape");
    preview.check(!(await page.evaluate(panel)), "Escape does not fold it away");
    preview.check(preview.said.includes("missing-image"), "the terminal does not tell");
    return preview;
  },

  async "crowded slides are told"(start) {
    const long = Array.from({ length: 60 }, (_, i) => `- line ${i}`).join("\n");
    const preview = await start({ "talk.md": deck(slide(1), slide(2, long)) });
    const page = await preview.open("#/slide-2");
    await preview.want(page, "no badge", () => /^\d+ px too large/.test(document.getElementById("deckgen-live")?.shadowRoot.querySelector(".badge.fit:not([hidden])")?.textContent));
    await shoot(page, "crowded");
    for (let tries = 0; tries < 100 && !preview.said.includes("does not fit"); tries++) await page.waitForTimeout(20);
    preview.check(preview.said.includes("slide `slide-2` does not fit"), `the terminal says: ${preview.said}`);
    await page.keyboard.press("Home");
    await preview.want(page, "the badge stays", () => !document.getElementById("deckgen-live").shadowRoot.querySelector(".badge.fit:not([hidden])"));
    return preview;
  },

  async "the page follows the edit, or stays"(start) {
    for (const follow of [true, false]) {
      const slides = ordinary();
      const preview = await start({ "talk.md": deck(...slides) }, "talk.md", ...(follow ? [] : ["--no-follow"]));
      const page = await preview.open("#/slide-1");
      slides[3] = slide(4, steps + "\nelsewhere");
      preview.write(deck(...slides));
      await preview.want(page, "the edit does not come", () => document.getElementById("/slide-4").textContent.includes("elsewhere"));
      if (follow) await preview.want(page, "it does not follow", atSlide, "/slide-4");
      if (follow) await stays(preview, page, "/slide-4", 2, "follow");
      else await stays(preview, page, "/slide-1", undefined, "no follow");
      await preview.post("goto", `file=talk.md&line=${deck(...slides).split("\n").indexOf("## Slide 2") + 2}`);
      await preview.want(page, "an editor cannot move it", atSlide, "/slide-2");
      if (!follow) return preview;
      await preview.stop();
      if (preview.problems.length) return preview;
    }
  },

  async "a server that was started anew is noticed"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(...slides) });
    const page = await preview.open("#/slide-3");
    const build = await page.evaluate(() => DeckgenLive.build);
    await preview.end();
    await preview.want(page, "nothing says that the server is away", () => document.getElementById("deckgen-live")?.shadowRoot.querySelector(".badge.lost:not([hidden])"));
    await preview.launch(preview.port);
    await preview.want(page, "it does not find it again", () => !document.getElementById("deckgen-live").shadowRoot.querySelector(".badge.lost:not([hidden])"));
    await preview.want(page, "it does not take the new server's deck for its own", (build) => DeckgenLive.build !== build, build);
    slides[2] = slide(3, "after the restart");
    preview.write(deck(...slides));
    await preview.want(page, "an edit after the restart is not shown", hasText, "after the restart");
    await stays(preview, page, "/slide-3", undefined, "restart");
    await preview.end();
    slides[2] = slide(3, "while it was away");
    preview.write(deck(...slides));
    await preview.launch(preview.port);
    await preview.want(page, "an edit while it was away is not shown", () => window.Reveal?.isReady() && Reveal.getCurrentSlide().textContent.includes("while it was away"));
    preview.check((await shown(page)).id === "/slide-3", "the slide is lost");
    return preview;
  },

  async "all ways to save"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(...slides) });
    const page = await preview.open("#/slide-3");
    const text = (word) => deck(...slides.slice(0, 2), slide(3, word), ...slides.slice(3));
    preview.replace(text("by rename"));
    await preview.want(page, "a save by rename is not shown", hasText, "by rename");
    unlinkSync(join(preview.folder, "talk.md"));
    preview.write(text("deleted and written"));
    await preview.want(page, "a deleted and written file is not shown", hasText, "deleted and written");
    for (let save = 0; save < 50; save++) {
      preview.write(text(`save number ${save}`));
      await page.waitForTimeout(40);
    }
    await preview.want(page, "the last of fifty saves is not shown", hasText, "save number 49");
    await stays(preview, page, "/slide-3", undefined, "saves");
    return preview;
  },

  async "many pages share one stream"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(...slides) });
    const first = await preview.open("#/slide-1");
    const context = first.context();
    const pages = [first];
    for (let n = 0; n < 7; n++) pages.push(await preview.open("#/slide-2", { context }));
    const speaker = await context.newPage();
    await speaker.goto(preview.origin + "/speaker");
    await preview.want(speaker, "the speaker view does not load", () => document.getElementById("number").textContent.endsWith("/ 6"));
    slides[1] = slide(2, "for everyone");
    preview.write(deck(...slides));
    for (const page of pages) await preview.want(page, "a page does not get the edit", () => document.getElementById("/slide-2").textContent.includes("for everyone"));
    await preview.want(speaker, "the speaker view does not get it", () => document.getElementById("now").contentDocument.getElementById("/slide-2").textContent.includes("for everyone"));
    // Another page takes over when the one with the stream is closed.
    await first.close();
    slides[1] = slide(2, "after the first has gone");
    preview.write(deck(...slides));
    for (const page of pages.slice(1)) await preview.want(page, "nobody took over", () => document.getElementById("/slide-2").textContent.includes("after the first has gone"));
    return preview;
  },

  async "the speaker view and the slides move together"(start) {
    const timed = "## Slide 2 {timing=60}\n\n" + steps + "\nNote:\nsay **this**\n";
    const preview = await start({ "talk.md": deck(slide(1), timed, slide(3)) });
    const page = await preview.open("#/slide-1");
    const speaker = await preview.open("", { path: "/speaker" }).catch(() => null);
    preview.check(!speaker, "the speaker view is a page with slides of its own");
    const view = preview.contexts.at(-1).pages()[0];
    await preview.want(view, "it opens at another slide", () => document.getElementById("title").textContent === "Slide 1");
    await view.click("#forward");
    await preview.want(page, "the slides do not follow the speaker view", atSlide, "/slide-2");
    await preview.want(view, "no notes", () => document.querySelector("#notes strong")?.textContent === "this");
    await preview.want(view, "no time", () => /left for this slide/.test(document.getElementById("budget").textContent));
    await view.click("#forward");
    await preview.want(page, "the step does not follow", () => Reveal.getIndices().f === 0);
    await page.keyboard.press("ArrowRight");
    await preview.want(view, "the speaker view does not follow the slides", () => document.getElementById("now").contentWindow.Reveal.getIndices().f === 1);
    await axe(preview, view, "speaker view");
    await shoot(view, "speaker-1280");
    await view.setViewportSize({ width: 390, height: 844 });
    await view.waitForTimeout(200);
    const wide = await view.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight);
    preview.check(!wide, "on a phone it is larger than the screen");
    await shoot(view, "speaker-390");
    preview.write(deck(slide(1), timed.replace("**this**", "**that**"), slide(3)));
    await preview.want(view, "edited notes are not shown", () => document.querySelector("#notes strong")?.textContent === "that");
    preview.problems = preview.problems.filter((problem) => !problem.startsWith("script: DeckgenLive"));
    return preview;
  },

  async "reveal.js's speaker window keeps in step"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(...slides) });
    const page = await preview.open("#/slide-2");
    const waiting = page.waitForEvent("popup");
    await page.keyboard.press("s");
    const popup = await waiting;
    await preview.want(popup, "it shows no notes", () => document.querySelector(".speaker-controls-notes .value")?.textContent.includes("notes 2"));
    slides[1] = slide(2, "seen by the speaker").replace("notes 2", "better notes");
    preview.write(deck(...slides));
    await preview.want(page, "the edit is not shown", hasText, "seen by the speaker");
    await preview.want(popup, "edited notes are not shown", () => document.querySelector(".speaker-controls-notes .value")?.textContent.includes("better notes"));
    const frame = popup.frames().find((frame) => frame.url().includes("receiver"));
    await frame.waitForFunction(() => document.getElementById("/slide-2").textContent.includes("seen by the speaker")).catch(() => preview.problems.push("its frame is not edited"));
    await page.keyboard.press("ArrowRight");
    await frame.waitForFunction(() => Reveal.getCurrentSlide().id === "/slide-3").catch(() => preview.problems.push("its frame does not follow"));
    return preview;
  },

  async "the reading page stays where it is"(start) {
    const long = (n) => slide(n, Array.from({ length: 12 }, (_, i) => `paragraph ${n}.${i}`).join("\n\n"));
    const slides = [1, 2, 3, 4].map(long);
    const preview = await start({ "talk.md": deck(...slides) }, "talk.md", "--no-follow");
    const page = await preview.open("#/slide-3", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const top = () => page.evaluate(() => document.getElementById("/slide-3").getBoundingClientRect().top);
    const before = await top();
    slides[0] = slides[0].replace("paragraph 1.1", "edited here\n\n".repeat(5));
    preview.write(deck(...slides));
    await preview.want(page, "the edit does not come", () => document.getElementById("/slide-1").textContent.includes("edited here"));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    preview.check(await page.evaluate(() => window.sameAsBefore), "the page was loaded again");
    preview.check(Math.abs((await top()) - before) < 2, "the page has jumped");
    await shoot(page, "reading");
    return preview;
  },

  async "the overview stays"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(...slides) });
    const page = await preview.open("#/slide-2");
    await page.keyboard.press("Escape");
    slides[3] = slide(4, "in the overview");
    preview.write(deck(...slides));
    await preview.want(page, "the edit does not come", () => document.getElementById("/slide-4").textContent.includes("in the overview"));
    preview.check(await page.evaluate(() => Reveal.isOverview()), "it has left the overview");
    return preview;
  },

  async "a folder of decks is live"(start) {
    const preview = await start({ "one.md": deck(slide(1)).replace("Talk", "One"), "two.md": deck(slide(1)).replace("Talk", "Two") }, ".");
    const list = await preview.open();
    const page = await preview.open("#/slide-1", { path: "/two/" });
    preview.write(deck(slide(1), slide(2)).replace("Talk", "Three"), "three.md");
    await preview.want(list, "the list has no third deck", () => document.querySelectorAll(".decks li").length === 3);
    preview.check(await list.evaluate(() => window.sameAsBefore), "the list was loaded again");
    preview.write("title: Course\norder: [three]\ndefaults:\n  footer: Course foot\n", "deckgen.yaml");
    await preview.want(list, "the list does not follow deckgen.yaml", () => document.querySelector("h1").innerText === "Course" && document.querySelector(".deck").innerText === "Three");
    await preview.want(page, "a deck does not follow deckgen.yaml", () => document.querySelector(".deck-footer")?.innerText === "Course foot");
    await list.keyboard.press("/");
    await list.keyboard.type("three");
    await preview.want(list, "the search finds nothing", () => document.querySelector(".results a strong")?.innerText === "Three");
    preview.write(deck(slide(1, "edited")).replace("Talk", "Two"), "two.md");
    await preview.want(page, "a deck of the folder is not edited", hasText, "edited");
    unlinkSync(join(preview.folder, "two.md"));
    await preview.want(page, "nothing says that the deck has gone", () => /gone/.test(document.getElementById("deckgen-live")?.shadowRoot.querySelector(".badge.lost:not([hidden])")?.textContent));
    return preview;
  },

  ...edges,
  ...language,

  "a long editing session leaves what a build makes": (start) => editing(start, { saves: 120 }),
};

const browser = await launch();
const report = {};
for (const [name, check] of Object.entries(checks)) {
  if (args.length && !args.some((part) => name.includes(part))) continue;
  const running = [];
  const start = async (...how) => {
    const preview = await Preview.start(program, browser, ...how);
    running.push(preview);
    return preview;
  };
  try {
    const preview = await check(start);
    report[name] = preview.problems;
  } catch (error) {
    report[name] = [...running.flatMap((preview) => preview.problems), error.stack.split("\n").slice(0, 4).join(" ")];
  }
  for (const preview of running) await preview.stop().catch(() => {});
}
await browser.close();
console.log(JSON.stringify(report, null, 1));
process.exit(0);
