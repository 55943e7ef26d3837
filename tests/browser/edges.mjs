// Checks of the preview where its parts meet: hidden slides, several windows, moves within a frame.
import { shown } from "./preview.mjs";

const slide = (n, text = `text ${n}`, more = "") => `## Slide ${n}${more}\n\n${text}\n\nNote:\nnotes ${n}\n`;
const deck = (slides, header = "") => `title: Talk\n${header}\n` + slides.join("\n");
const ordinary = (n = 5) => Array.from({ length: n }, (_, i) => slide(i + 1));
const hasText = (text) => Reveal.getCurrentSlide().textContent.includes(text);
const atSlide = (id) => Reveal.getCurrentSlide().id === id;
const frames = (popup) => popup.frames().filter((frame) => frame.url().includes("receiver"));

async function wantFrame(preview, frame, what, condition, argument) {
  await frame.waitForFunction(condition, argument, { timeout: 10_000 }).catch(() => preview.problems.push(what));
}

export const edges = {
  async "hidden slides do not lead edits astray"(start) {
    const slides = ordinary();
    slides[1] = slide(2, "secret", " {visibility=hidden}");
    const preview = await start({ "talk.md": deck(slides) });
    const page = await preview.open("#/slide-4");
    preview.check(await page.evaluate(() => !document.getElementById("/slide-2")), "the hidden slide is there");
    slides[3] = slide(4, "edited");
    preview.write(deck(slides));
    await preview.want(page, "the edit is not where it should be", hasText, "edited");
    slides.splice(2, 0, slide(9));
    preview.write(deck(slides));
    await preview.want(page, "the new slide is not shown", atSlide, "/slide-9");
    const order = () => [...document.querySelectorAll(".slides section")].map((section) => section.id).join();
    const now = await page.evaluate(order);
    preview.check(now === "/title-slide,/slide-1,/slide-9,/slide-3,/slide-4,/slide-5", `the order is ${now}`);
    slides[1] = slide(2, "no longer secret");
    preview.write(deck(slides));
    await preview.want(page, "a slide that is hidden no more is not shown", hasText, "no longer secret");
    slides[1] = slide(2, "secret", " {visibility=hidden}");
    preview.write(deck(slides));
    await preview.want(page, "a slide that is hidden now stays", () => !document.getElementById("/slide-2"));
    preview.check((await shown(page)).same, "the page was loaded again");
    return preview;
  },

  async "a step and an inserted slide do not move what is shown"(start) {
    const slides = ordinary();
    slides[3] = slide(4, "- a {.fragment}\n- b {.fragment}\n");
    const preview = await start({ "talk.md": deck(slides) }, "talk.md", "--no-follow");
    const page = await preview.open("#/slide-4/0", { reducedMotion: "no-preference" });
    await page.waitForTimeout(1000); // the first transition
    await page.evaluate(() => {
      const box = () => Reveal.getCurrentSlide().getBoundingClientRect();
      const before = box();
      window.moved = 0;
      const watch = () => {
        window.moved = Math.max(window.moved, Math.abs(box().left - before.left), Math.abs(box().top - before.top));
        requestAnimationFrame(watch);
      };
      watch();
    });
    slides.splice(1, 0, slide(9), slide(8));
    preview.write(deck(slides));
    await preview.want(page, "the slides are not inserted", () => document.getElementById("/slide-8"));
    slides.splice(0, 1);
    preview.write(deck(slides));
    await preview.want(page, "the slide is not deleted", () => !document.getElementById("/slide-1"));
    await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
    const moved = await page.evaluate(() => window.moved);
    preview.check(moved < 1, `the slide has moved by ${moved} px`);
    const now = await shown(page);
    preview.check(now.same && now.id === "/slide-4" && now.step === 0, `it shows ${JSON.stringify(now)}`);
    return preview;
  },

  async "the speaker window is in step when slides come and go"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(slides) });
    const page = await preview.open("#/slide-3");
    const waiting = page.waitForEvent("popup");
    await page.keyboard.press("s");
    const popup = await waiting;
    const notes = () => document.querySelector(".speaker-controls-notes .value")?.textContent;
    await preview.want(popup, "it does not start", () => document.querySelector(".speaker-controls-notes .value")?.textContent.includes("notes 3"));
    for (let tries = 0; frames(popup).length < 2 && tries < 100; tries++) await popup.waitForTimeout(50);
    for (const [at, name] of [[1, 9], [4, 8], [0, 7]]) {
      slides.splice(at, 0, slide(name));
      preview.write(deck(slides));
      await preview.want(page, `slide ${name} is not shown`, atSlide, `/slide-${name}`);
      await preview.want(popup, `no notes of slide ${name}`, (name) => document.querySelector(".speaker-controls-notes .value")?.textContent.includes("notes " + name), name);
      for (const frame of frames(popup)) await wantFrame(preview, frame, `a frame has no slide ${name}`, (name) => document.getElementById("/slide-" + name), name);
      const ids = () => [frames(popup)[0], page].map((view) => view.evaluate(() => Reveal.getCurrentSlide().id));
      await wantFrame(preview, frames(popup)[0], `its frame does not show slide ${name} but ${await ids()[0]}`, atSlide, `/slide-${name}`);
      await popup.waitForTimeout(150);
      preview.check((await ids()[0]) === `/slide-${name}`, `its frame leaves slide ${name}`);
    }
    preview.check(/notes 7/.test(await popup.evaluate(notes)), "the notes are those of another slide");
    return preview;
  },

  async "the speaker view keeps up with slides that come"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(slides) });
    const page = await preview.open("#/slide-3");
    const view = await page.context().newPage();
    await view.goto(preview.origin + "/speaker");
    const at = (number, next) => document.getElementById("title").textContent === "Slide " + number && document.getElementById("next").contentWindow.Reveal.getCurrentSlide().id === "/slide-" + next;
    await preview.want(view, "it does not start", () => document.getElementById("number").textContent.endsWith("/ 6"));
    for (const [place, name, next] of [[1, 9, 2], [4, 8, 4], [0, 7, 1]]) {
      slides.splice(place, 0, slide(name));
      preview.write(deck(slides));
      await preview.want(page, `slide ${name} is not shown`, atSlide, `/slide-${name}`);
      await view.waitForFunction(`(${at})(${name}, ${next})`, null, { timeout: 15_000 }).catch(() => preview.problems.push(`the speaker view is not at ${name}, then ${next}`));
    }
    await view.evaluate(() => (window.sameAsBefore = true));
    preview.write(deck(slides, "lang: de\n"));
    await preview.want(page, "the page is not loaded again", () => document.documentElement.lang === "de" && window.Reveal?.isReady());
    await preview.want(view, "the speaker view does not follow a new header", () => document.getElementById("now").contentDocument.documentElement.lang === "de" && document.getElementById("title").textContent === "Slide 7");
    preview.check(await view.evaluate(() => window.sameAsBefore), "the speaker view and its timer start again");
    return preview;
  },

  async "themes may change back and forth"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(slides) });
    const page = await preview.open("#/slide-3");
    await page.evaluate(() => {
      window.bare = 0;
      const watch = () => {
        const seen = [...document.head.querySelectorAll('link[rel="stylesheet"]')].some((link) => link.sheet);
        if (!seen) window.bare++;
        requestAnimationFrame(watch);
      };
      watch();
    });
    for (const theme of ["white", "league", "moon", "league", "white", "league"]) {
      preview.write(deck(slides, `theme: ${theme}\n`));
      await page.waitForTimeout(60);
    }
    preview.write(deck([...slides, slide(6)]));
    await preview.want(page, "the last save is not shown", atSlide, "/slide-6");
    const fresh = await preview.open("#/slide-6");
    const sheets = () => [...document.head.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.getAttribute("href")).join();
    await preview.want(page, "other sheets than a fresh page has", (wanted) => [...document.head.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.getAttribute("href")).join() === wanted, await fresh.evaluate(sheets));
    preview.check((await page.evaluate(() => window.bare)) === 0, "the page was without a style sheet");
    return preview;
  },

  async "pictures that stay are not loaded again"(start) {
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="teal"/></svg>`;
    const text = (word) => deck([slide(1, `![a](one.svg)\n\n![b](one.svg){.fragment}\n\n${word}`)]);
    const preview = await start({ "talk.md": text("old"), "one.svg": picture });
    const page = await preview.open("#/slide-1/0");
    await page.evaluate(() => (window.pictures = [...Reveal.getCurrentSlide().querySelectorAll("img")]));
    preview.write(text("fresh"));
    await preview.want(page, "the edit is not shown", hasText, "fresh");
    const kept = () => [...Reveal.getCurrentSlide().querySelectorAll("img")].map((image, index) => image === window.pictures[index] && image.complete);
    preview.check((await page.evaluate(kept)).join() === "true,true", "they are other elements");
    preview.check((await shown(page)).step === 0, "the step is lost");
    return preview;
  },

  async "Escape folds the mistakes away and keys still move the slides"(start) {
    const slides = ordinary();
    const preview = await start({ "talk.md": deck(slides) });
    const page = await preview.open("#/slide-3");
    preview.write("---\ntitle: [\n---\n\n" + slides.join("\n"));
    const panel = () => Boolean(document.getElementById("deckgen-live")?.shadowRoot.querySelector(".panel:not([hidden])"));
    await preview.want(page, "the error is not shown", panel);
    await page.keyboard.press("Escape");
    preview.check(!(await page.evaluate(panel)), "Escape does not fold it away");
    preview.check(!(await page.evaluate(() => Reveal.isOverview())), "Escape opens the overview too");
    await page.keyboard.press("PageDown");
    preview.check((await shown(page)).id === "/slide-4", "PageDown does not move the slides");
    preview.write(deck(slides));
    await preview.want(page, "the badge stays", () => !document.getElementById("deckgen-live").shadowRoot.querySelector(".badge.warnings:not([hidden])"));
    preview.write(deck(slides, "theme: blakc\n"));
    await page.locator("#deckgen-live .badge.warnings").click();
    await page.locator("#deckgen-live .close").click();
    await page.keyboard.press("PageDown");
    preview.check((await shown(page)).id === "/slide-5", "PageDown does not move the slides after a click");
    return preview;
  },

  async "the reading page does not jump"(start) {
    const long = (n, lines) => slide(n, Array.from({ length: lines }, (_, i) => `paragraph ${n}.${i}`).join("\n\n"));
    const slides = [1, 2, 3, 4].map((n) => long(n, 12));
    const preview = await start({ "talk.md": deck(slides) }, "talk.md", "--no-follow");
    const page = await preview.open("#/slide-3", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const top = () => page.evaluate(() => document.getElementById("/slide-3").getBoundingClientRect().top);
    await page.evaluate(() => scrollBy(0, 150));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const before = await top();
    for (const [index, lines] of [[0, 20], [1, 3], [3, 30]]) {
      slides[index] = long(index + 1, lines);
      preview.write(deck(slides));
      await preview.want(page, "the edit does not come", ([id, lines]) => document.getElementById(id).querySelectorAll(":scope > p").length === lines, [`/slide-${index + 1}`, lines]);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const after = await top();
      preview.check(Math.abs(after - before) < 2, `an edit of slide ${index + 1} moves the page by ${after - before}`);
    }
    return preview;
  },

  async "a slide's own background follows an edit"(start) {
    const preview = await start({ "talk.md": deck([slide(1), slide(2)]) });
    const page = await preview.open("#/slide-2");
    preview.write(deck([slide(1), slide(2, "text", ' {background-color="#ffffff"}')]));
    await preview.want(page, "the background is not shown", () => getComputedStyle(Reveal.getCurrentSlide().slideBackgroundElement).backgroundColor === "rgb(255, 255, 255)");
    preview.check(await page.evaluate(() => document.querySelector(".reveal").matches(".on-picture.has-light-background")), "the page is not dressed for it");
    preview.write(deck([slide(1), slide(2)]));
    await preview.want(page, "the background stays", () => getComputedStyle(Reveal.getCurrentSlide().slideBackgroundElement).backgroundColor === "rgba(0, 0, 0, 0)");
    preview.check(!(await page.evaluate(() => document.querySelector(".reveal").matches(".on-picture, .has-light-background"))), "the page is still dressed for it");
    return preview;
  },

  async "a deck that is emptied comes back"(start) {
    const preview = await start({ "talk.md": deck(ordinary(2)) });
    const page = await preview.open("#/slide-2");
    for (const word of ["first", "second"]) {
      preview.write("");
      await preview.want(page, "the slides stay", () => document.querySelectorAll(".slides section").length === 0);
      preview.write(deck([slide(1), slide(2, word)]));
      await preview.want(page, "the slides do not come back", (word) => window.Reveal?.isReady() && Reveal.getCurrentSlide()?.textContent.includes(word), word);
    }
    return preview;
  },
};
