// Finds a Chromium to check with.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const KNOWN = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

async function find() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    return await packed.executablePath();
  } catch {
    return KNOWN.find(existsSync);
  }
}

export async function launch() {
  const executablePath = await find();
  if (!executablePath) {
    console.error("No Chromium found. Run `npm ci` in the project's folder, or set CHROMIUM to the program.");
    process.exit(3);
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
}
