// An author at work: many saves of all kinds, some of them broken. At the end the open page must be what a
// page that is opened anew is.
import { mkdirSync, readFileSync, unlinkSync } from "node:fs";
import { join } from "node:path";

// Numbers that look random and are the same each time.
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * sides);
  };
}

const THEMES = ["league", "white", "moon", "serif"];
const words = (roll) => Array.from({ length: 3 + roll(12) }, () => ["loop", "value", "**bold**", "`code`", "naïve", "x < y"][roll(6)]).join(" ");
const list = (roll) => Array.from({ length: 1 + roll(5) }, () => `- ${words(roll)}${roll(3) ? "" : " {.fragment}"}`).join("\n");
const code = (roll) => "~~~python\n" + Array.from({ length: 1 + roll(6) }, (_, i) => `x${i} = ${roll(100)}`).join("\n") + "\n~~~";
const body = (roll) => [words, list, code][roll(3)](roll) + (roll(3) ? "" : `\n\nNote:\n${words(roll)}`);

class Author {
  constructor(roll) {
    this.roll = roll;
    this.theme = "league";
    this.slides = Array.from({ length: 20 }, (_, i) => ({ title: `Slide ${i}`, body: body(roll) }));
    this.next = 20;
  }

  text() {
    const slides = this.slides.map(({ title, body }) => `## ${title}\n\n${body}\n`);
    return `title: A long session\ntheme: ${this.theme}\n\n${slides.join("\n")}`;
  }

  // One change; returns the text to save.
  work() {
    const { roll, slides } = this;
    const at = roll(slides.length);
    const kind = roll(12);
    if (kind === 0) slides.splice(at, 0, { title: `Slide ${this.next++}`, body: body(roll) });
    else if (kind === 1 && slides.length > 5) slides.splice(at, 1);
    else if (kind === 2) slides.splice(roll(slides.length), 0, ...slides.splice(at, 1));
    else if (kind === 3) slides[at].title = roll(2) ? `Slide ${this.next++}` : slides[roll(slides.length)].title;
    else if (kind === 4) this.theme = THEMES[roll(THEMES.length)];
    else if (kind === 5) return "---\ntitle: [\n---\n\n" + this.text();
    else if (kind === 6) return this.text().slice(0, roll(400));
    else slides[at].body = body(roll);
    return this.text();
  }
}

// The page's slides without what reveal.js and the fitting write on them.
function content() {
  const clean = (section) => {
    const copy = section.cloneNode(true);
    for (const element of [copy, ...copy.querySelectorAll("*")]) {
      for (const name of ["style", "hidden", "inert", "role", "aria-roledescription", "aria-labelledby", "aria-hidden", "tabindex", "data-fit", "data-index-h", "data-index-v", "data-fragment", "data-prevent-swipe"]) element.removeAttribute(name);
      element.classList.remove("past", "present", "future", "visible", "current-fragment", "wrap", "more", "more-inline", "has-dark-background", "has-light-background");
      if (!element.className) element.removeAttribute("class");
    }
    return copy.outerHTML;
  };
  const sheets = [...document.querySelectorAll('head link[rel="stylesheet"]')].map((link) => link.href);
  return [document.title, ...sheets, ...[...document.querySelectorAll(".slides > section")].map(clean)];
}

const memory = (preview) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${preview.server.pid}/status`, "utf8"))[1]) / 1024;

export async function editing(start, { saves, seed = 7, pause = 20, told = {} }) {
  const roll = dice(seed);
  const author = new Author(roll);
  const preview = await start({ "talk.md": author.text() });
  const page = await preview.open("#/slide-3");
  for (let save = 0; save < saves; save++) {
    const text = author.work();
    if (roll(10) === 0) unlinkSync(join(preview.folder, "talk.md"));
    if (roll(3)) preview.write(text);
    else preview.replace(text);
    if (roll(40) === 0) mkdirSync(join(preview.folder, `folder-${save}`));
    await page.waitForTimeout(roll(pause));
    if (save === 99 && process.platform === "linux") told.before = memory(preview);
  }
  preview.write(author.text());
  await preview.want(page, "it never comes to rest", async () => {
    const live = window.DeckgenLive;
    const before = live?.build;
    if (!before) return false;
    await new Promise((done) => setTimeout(done, 500));
    const query = new URLSearchParams({ page: live.info.page, from: live.build });
    const patch = await (await fetch("/_deckgen/patch?" + query)).json();
    return live.build === before && patch.build === before && !patch.errors;
  });
  await page.waitForFunction(() => [...document.querySelectorAll('head link[rel="stylesheet"]')].every((link) => link.sheet));
  const fresh = await preview.open("#/slide-3");
  const [kept, anew] = [await page.evaluate(content), await fresh.evaluate(content)];
  const differs = kept.findIndex((part, index) => part !== anew[index]);
  preview.check(kept.length === anew.length && differs < 0, `the pages differ at ${differs} of ${kept.length} and ${anew.length}:\n${kept[differs]}\n${anew[differs]}`);
  if (process.platform === "linux") told.after = memory(preview);
  return preview;
}
