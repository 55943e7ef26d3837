// Checks of the preview with code in steps, slides that are split, and decks of several files.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { shown } from "./preview.mjs";

const hasText = (text) => Reveal.getCurrentSlide().textContent.includes(text);
const lit = () => [...Reveal.getCurrentSlide().querySelectorAll(".line.lit")].map((line) => line.textContent.trim()).join();
const ids = () => [...document.querySelectorAll(".slides section")].map((section) => section.id).join();
const long = (n, last = "") => `## Long\n\n${Array.from({ length: n }, (_, i) => `- item ${i + 1}`).join("\n")}\n- ${last}\n\nNote:\nlong notes\n`;

export const language = {
  async "code goes through its steps, and keeps them when it is edited"(start) {
    const deck = (code) => `# One\n\n## Code\n\n- before {.fragment}\n\n\`\`\`text {1|2-3|all}\na\n${code}\nc\n\`\`\`\n\n- after {.fragment}\n`;
    const preview = await start({ "talk.md": deck("b") });
    const page = await preview.open("#/code");
    const steps = [];
    for (let step = 0; step < 5; step++) {
      steps.push(await page.evaluate(lit));
      await page.keyboard.press("ArrowRight");
    }
    preview.check(steps.join("|") === "a|a|b,c|a,b,c|a,b,c", `the lines that stand out: ${steps.join("|")}`);
    for (let step = 0; step < 2; step++) await page.keyboard.press("ArrowLeft");
    preview.check((await page.evaluate(lit)) === "b,c", `going back: ${await page.evaluate(lit)}`);
    preview.write(deck("edited"));
    await preview.want(page, "the edit is not shown", hasText, "edited");
    await preview.want(page, "the step is lost", () => [...Reveal.getCurrentSlide().querySelectorAll(".line.lit")].length === 2);
    preview.check((await shown(page)).same, "the page was loaded again");
    const reader = await preview.open("?read");
    const plain = await reader.evaluate(() => getComputedStyle(document.querySelector(".line:not(.lit)")).color === getComputedStyle(document.querySelector(".line.lit")).color);
    preview.check(plain, "the reading page shows a step of the code");
    return preview;
  },

  async "a long slide is split, and put together again when it is edited"(start) {
    const deck = (slide, header = "overflow: split") => `title: Talk\n${header}\n\n## First\n\n${slide}\n## Last\n\nEnd\n`;
    const preview = await start({ "talk.md": deck(long(40)) }, "talk.md", "--no-follow");
    const page = await preview.open("#/long~2");
    await preview.want(page, "the address of a part leads nowhere", () => Reveal.getCurrentSlide().id === "/long~2");
    preview.check((await page.evaluate(ids)) === "/title-slide,/first,/long,/long~2,/long~3,/last", `slides: ${await page.evaluate(ids)}`);
    preview.write(deck(long(40, "the end of it")));
    await preview.want(page, "the edit is not shown", () => document.getElementById("/long~3")?.textContent.includes("the end of it"));
    preview.check((await page.evaluate(ids)) === "/title-slide,/first,/long,/long~2,/long~3,/last", `after an edit: ${await page.evaluate(ids)}`);
    preview.write(deck("## New\n\nText\n\n" + long(40, "the end of it")));
    await preview.want(page, "the new slide is not there", () => document.getElementById("/new"));
    preview.check((await page.evaluate(ids)) === "/title-slide,/first,/new,/long,/long~2,/long~3,/last", `after an insertion: ${await page.evaluate(ids)}`);
    preview.write(deck(long(4)));
    await preview.want(page, "the parts stay although the slide is short", () => !document.querySelector('[id*="~"]'));
    const classes = await page.evaluate(() => Reveal.getSlides().map((slide) => ["past", "present", "future"].find((name) => slide.classList.contains(name))).join());
    preview.check(/^(past,)*present(,future)*$/.test(classes), `reveal.js is confused: ${classes}`);
    preview.check((await shown(page)).same, "the page was loaded again");
    return preview;
  },

  async "saving a part or a file of code updates the deck"(start) {
    const files = { "talk.md": "title: Talk\n\n## One\n\n{{< include part.md >}}\n\n## Two\n\n```{file=a.js #main}\n```\n", "part.md": "part as it was\n", "a.js": "// #region main\nold();\n// #endregion\n" };
    const preview = await start(files);
    const page = await preview.open("#/one");
    preview.check(await page.evaluate(hasText, "part as it was"), "the part is not there");
    preview.write("part as it is\n", "part.md");
    await preview.want(page, "the part is not renewed", hasText, "part as it is");
    preview.write("// #region main\nnewer();\n// #endregion\n", "a.js");
    await preview.want(page, "the code is not renewed", hasText, "newer()");
    preview.write("newer();\n", "a.js");
    await preview.want(page, "a region that is gone is not told", () => document.getElementById("deckgen-live")?.shadowRoot.textContent.includes("has no region"));
    mkdirSync(join(preview.folder, "more"));
    preview.write("title: Talk\n\n## One\n\n{{< include more/part.md >}}\n");
    preview.write("## From a new file\n", "more/part.md");
    await preview.want(page, "a file that was missing is not seen", () => document.getElementById("/from-a-new-file"));
    preview.check((await shown(page)).same, "the page was loaded again");
    return preview;
  },
};
