// A long session of editing in the preview: saves of all kinds, some broken, with renames, deletions and
// other themes. Tells what memory the program has after the first hundred saves and at the end, and whether
// the open page is then what a page that is opened anew is.
//
//   cargo build --release && node benches/session.mjs [saves] [target/release/deckgen]
import { resolve } from "node:path";
import { launch } from "../tests/browser/chromium.mjs";
import { editing } from "../tests/browser/editing.mjs";
import { Preview } from "../tests/browser/preview.mjs";

const saves = Number(process.argv[2] || 3000);
const program = resolve(process.argv[3] || "target/release/deckgen");
const browser = await launch();
const told = {};
const started = Date.now();
const preview = await editing((...how) => Preview.start(program, browser, ...how), { saves, pause: 250, told });
const pages = await preview.contexts[0].pages()[0].evaluate(() => performance.memory?.usedJSHeapSize / 1e6);
console.log(JSON.stringify({ saves, seconds: Math.round((Date.now() - started) / 1000), memory_mib: told, page_heap_mb: Math.round(pages), problems: preview.problems }, null, 1));
await preview.stop();
await browser.close();
process.exit(0);
