// How often the estimate of `deckgen check` without a browser is right, by what a browser measures.
//
//   node benches/estimate.mjs target/release/deckgen FOLDER [--worst 20]
//
// FOLDER holds decks (.md, .markdown, .qmd) at any depth; decks with errors are left out. Prints, for each folder
// right below it and for all: the slides that do not fit ("scroll"), those and the ones set at less than 70 %
// ("told", what `check` warns of), and all that are set smaller ("smaller"), each with how many of them the estimate
// finds (recall) and how many of its alarms are false, as a share of the alarms and of the slides that are not
// such. `--worst` lists slides of which the two do not say the same. About a second a deck.
import { readdirSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { spawnSync } from "node:child_process";

const [program, folder, ...rest] = process.argv.slice(2);
if (!folder) throw new Error("usage: node benches/estimate.mjs PROGRAM FOLDER [--worst NUMBER]");
const worst = rest[0] === "--worst" ? Number(rest[1]) : 0;
const root = resolve(folder);

function decks(path) {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return decks(inner);
    return /\.(md|markdown|qmd)$/i.test(entry.name) && !/^(readme|licen[sc]e|changelog)/i.test(entry.name) ? [inner] : [];
  });
}

// What became of each slide on the stage, by its id: 0 does not fit, else the size it is set at.
function measure(deck, browser) {
  const { stdout } = spawnSync(resolve(program), ["check", "--measures", "--format", "json", "--browser", browser, "--allow-dir", root, deck], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const lines = stdout.split("\n").filter((line) => line.includes('"measured":'));
  const seen = lines.map((line) => JSON.parse(line)).filter((line) => line.screen === "1280x720");
  return new Map(seen.map(({ measured: { id, end, scale } }) => [id, end === "fits" ? scale : 0]));
}

const KINDS = { scroll: (scale) => scale === 0, told: (scale) => scale < 0.7, smaller: (scale) => scale < 1 };
const share = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)} %` : "-");

function report(name, slides) {
  console.log(`${name}: ${slides.length} slides`);
  for (const [kind, is] of Object.entries(KINDS)) {
    const count = (seen, guess) => slides.filter((slide) => is(slide.seen) === seen && is(slide.guess) === guess).length;
    const [found, missed, false_, quiet] = [count(true, true), count(true, false), count(false, true), count(false, false)];
    const alarms = `false ${false_} (${share(false_, false_ + found)} of alarms, ${share(false_, false_ + quiet)} of the others)`;
    console.log(`  ${kind.padEnd(8)} ${String(found + missed).padStart(5)}  recall ${share(found, found + missed)}, missed ${missed}, ${alarms}`);
  }
}

const groups = new Map();
const all = [];
for (const deck of decks(root).sort()) {
  const truth = measure(deck, "auto");
  const guessed = measure(deck, "never");
  const name = relative(root, deck);
  const group = name.includes(sep) ? name.split(sep)[0] : ".";
  for (const [id, guess] of guessed) {
    // Slides that the page has cut into several are no overflow.
    if (!truth.has(id) || truth.has(`${id}~2`)) continue;
    const slide = { deck: name, id, seen: truth.get(id), guess };
    groups.set(group, [...(groups.get(group) ?? []), slide]);
    all.push(slide);
  }
}
for (const [name, slides] of groups) report(name, slides);
report("all", all);
const differ = all.filter((slide) => KINDS.told(slide.seen) !== KINDS.told(slide.guess));
for (const { deck, id, seen, guess } of differ.slice(0, worst)) console.log(`${deck} ${id}: seen ${seen}, guessed ${guess}`);
