// A running preview, and pages that look at it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 10_000; // Milliseconds; a check that waits longer has failed.

export class Preview {
  // Starts `deckgen serve` in a new folder with these files; `what` is the deck or folder to serve.
  static async start(program, browser, files, what = "talk.md", ...options) {
    const preview = new Preview();
    Object.assign(preview, { program, browser, what, options, problems: [], contexts: [] });
    preview.folder = mkdtempSync(join(tmpdir(), "deckgen-live-"));
    for (const [name, text] of Object.entries(files)) preview.write(text, name);
    await preview.launch(0);
    return preview;
  }

  async launch(port) {
    this.server = spawn(this.program, ["serve", this.what, "--port", String(port), ...this.options], { cwd: this.folder, stdio: ["ignore", "ignore", "pipe"] });
    this.said = "";
    const address = new Promise((found, failed) => {
      this.server.stderr.on("data", (data) => {
        this.said += data;
        const [, port, path] = /preview: http:\/\/127\.0\.0\.1:(\d+)(\/\S*)/.exec(this.said) || [];
        if (port) found([Number(port), path]);
      });
      this.server.on("exit", () => failed(new Error(`it ended: ${this.said}`)));
    });
    [this.port, this.path] = await address;
    this.origin = `http://127.0.0.1:${this.port}`;
  }

  async end() {
    if (this.server.exitCode !== null) return;
    const ended = new Promise((done) => this.server.on("exit", done));
    this.server.kill("SIGINT");
    await ended;
  }

  async stop() {
    await Promise.all(this.contexts.map((context) => context.close()));
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  write(text, name = "talk.md") {
    writeFileSync(join(this.folder, name), text);
  }

  replace(text, name = "talk.md") {
    writeFileSync(join(this.folder, name + ".tmp"), text);
    renameSync(join(this.folder, name + ".tmp"), join(this.folder, name));
  }

  // A page of a browser of its own (or of `context`), whose deck has started and which listens.
  async open(hash = "", { path = this.path, context, ...options } = {}) {
    if (!context) {
      context = await this.browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: "reduce", ...options });
      this.contexts.push(context);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on("pageerror", (error) => this.problems.push(`script: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && !/ERR_|Failed to load|status of 40/.test(message.text()) && this.problems.push(`console: ${message.text()}`));
    await page.goto(this.origin + path + hash);
    await page.waitForFunction(() => window.DeckgenLive?.role);
    // What makes it certain that the page was not loaded again.
    await page.evaluate(() => (window.sameAsBefore = true));
    return page;
  }

  post(what, body) {
    return fetch(`${this.origin}/_deckgen/${what}`, { method: "POST", body });
  }

  // Notes a problem unless it comes true in time.
  async want(page, what, condition, argument) {
    await page.waitForFunction(condition, argument).catch(() => this.problems.push(what));
  }

  check(good, what) {
    if (!good) this.problems.push(what);
  }
}

export const shown = (page) => page.evaluate(() => ({ id: Reveal.getCurrentSlide().id, step: Reveal.getIndices().f, same: window.sameAsBefore === true }));
