// How the preview holds up without a browser: idle time, many pages, slow clients, memory.
//
//   cargo build --release && node benches/preview.mjs [target/release/deckgen]
//
// Prints one JSON object. Linux only, as it reads /proc.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const program = resolve(process.argv[2] || "target/release/deckgen");
const sleep = (time) => new Promise((done) => setTimeout(done, time));
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

function deck(slides, word) {
  const slide = (_, i) => `## Slide ${i + 1}\n\nSome *text* with \`code ${i}\`.\n\n- one\n- two ${i === 1 ? word : ""}\n`;
  return "title: Bench\n\n" + Array.from({ length: slides }, slide).join("\n");
}

const folder = mkdtempSync(join(tmpdir(), "preview-"));
const file = join(folder, "talk.md");
writeFileSync(file, deck(100, "start"));
const server = spawn(program, ["serve", "talk.md", "--port", "0"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
const port = await new Promise((found) => server.stderr.on("data", (data) => (/:(\d+)\//.exec(data) || [])[1] && found(Number(/:(\d+)\//.exec(data)[1]))));

const ticks = () => readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13).reduce((sum, part) => sum + Number(part), 0);
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))[1]) / 1024;

// A page: calls `told` with each message.
function page(told) {
  return new Promise((opened) => {
    const request = http.get({ port, path: "/_deckgen/events", headers: { host: `127.0.0.1:${port}` } }, (response) => {
      response.setEncoding("utf8");
      response.on("data", (text) => (told(text), opened(request)));
    });
  });
}

const result = {};
await sleep(1000);
let before = ticks();
await sleep(10_000);
result.idle_ticks_in_10_s = ticks() - before;

const waiting = new Map();
const pages = [];
for (let n = 0; n < 200; n++) pages.push(await page((text) => text.includes(waiting.word) && waiting.set(n, performance.now())));
result.memory_mib_with_200_pages = Math.round(memory());

async function edits(count) {
  const [first, last] = [[], []];
  for (let edit = 0; edit < count; edit++) {
    waiting.clear();
    waiting.word = `word${edit}x`;
    const start = performance.now();
    writeFileSync(file, deck(100, waiting.word));
    while (waiting.size < 200) await sleep(1);
    const times = [...waiting.values()].map((time) => time - start);
    first.push(Math.min(...times));
    last.push(Math.max(...times));
    await sleep(30);
  }
  return { first_ms: median(first), last_ms: median(last), worst_ms: Math.max(...last) };
}

result.edit_reaches_200_pages = await edits(20);
const slow = Array.from({ length: 10 }, () => net.connect(port, "127.0.0.1", function () {
  this.write(`GET /_deckgen/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  this.pause();
}));
await sleep(200);
result.with_10_slow_clients = await edits(20);
result.memory_mib_after_edits = Math.round(memory());
[...pages, ...slow].forEach((connection) => connection.destroy());
before = ticks();
await sleep(10_000);
result.idle_ticks_in_10_s_after = ticks() - before;
console.log(JSON.stringify(result, null, 1));
server.kill("SIGINT");
await new Promise((ended) => server.on("exit", ended));
rmSync(folder, { recursive: true });
process.exit(0);
