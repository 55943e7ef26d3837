// Which slides of a folder of decks do not fit, how long a browser takes to tell, and how well the estimate
// without a browser agrees with it.
//
//   cargo build --release && node benches/overflow.mjs FOLDER [target/release/deckgen] [words for deckgen …]
//
// Prints one JSON object. Each deck is checked alone, with a browser that is started for it, so that one bad deck
// changes nothing for the others.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const [folder, program = "target/release/deckgen", ...more] = process.argv.slice(2);
const names = readdirSync(folder, { recursive: true }).filter((name) => /\.q?md$/.test(name)).toSorted();

function check(deck, browser) {
  const words = ["check", deck, "--format", "json", "--measures", "--browser", browser, ...more];
  const start = performance.now();
  const { stdout, status, signal } = spawnSync(resolve(program), words, { encoding: "utf8", timeout: 300_000, maxBuffer: 1e9 });
  const lines = stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return { lines, ended: signal || status, seconds: (performance.now() - start) / 1000 };
}

// The slide that a line of the deck stands on.
const slideAt = (slides, line) => slides.findLast((slide) => slide.line <= line);

const sum = { decks: 0, not_measured: 0, ended_badly: [], slides: 0, overflow: 0, small: 0, seconds: 0, slowest: { seconds: 0 } };
const estimate = { found: 0, missed: 0, false_alarms: 0, seconds: 0 };
const missed = [];
const alarms = [];
for (const name of names) {
  const deck = join(folder, name);
  const seen = check(deck, "auto");
  if (![0, 1].includes(seen.ended)) sum.ended_badly.push({ deck: name, ended: seen.ended });
  const slides = seen.lines.filter((line) => line.screen === "1280x720").map(({ line, measured }) => ({ line, ...measured }));
  if (!slides.length) {
    sum.not_measured++;
    continue;
  }
  sum.decks++;
  sum.slides += slides.length;
  sum.seconds += seen.seconds;
  if (seen.seconds > sum.slowest.seconds) sum.slowest = { deck: name, slides: slides.length, seconds: seen.seconds };
  const big = slides.filter((slide) => slide.end !== "fits");
  sum.overflow += big.length;
  sum.small += slides.filter((slide) => slide.end === "fits" && slide.scale < 0.7).length;

  const guessed = check(deck, "never");
  estimate.seconds += guessed.seconds;
  const findings = guessed.lines.filter((line) => /overflow/.test(line.code || ""));
  const likely = new Set(findings.map((finding) => slideAt(slides, finding.line)).filter(Boolean));
  for (const slide of big) {
    if (likely.has(slide)) estimate.found++;
    else if (missed.push(`${name}${slide.id}`)) estimate.missed++;
  }
  for (const slide of likely) if (!big.includes(slide) && alarms.push(`${name}${slide.id}`)) estimate.false_alarms++;
}
console.log(JSON.stringify({ ...sum, ms_per_slide: (1000 * sum.seconds) / sum.slides, estimate: { ...estimate, missed_slides: missed, alarms } }, null, 1));
