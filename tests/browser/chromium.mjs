// Finds a Chromium to check with.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const KNOWN = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

// Programs to try, the best first; the one from npm is unpacked only when it is its turn.
async function* programs() {
  if (process.env.CHROMIUM) return yield process.env.CHROMIUM;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    yield await packed.executablePath();
  } catch (error) {
    console.error(`The Chromium from npm cannot be unpacked: ${error.message}`);
  }
  yield* KNOWN.filter(existsSync);
  if (installDebians()) yield "/usr/bin/chromium";
}

// The last resort, on a machine of which we are the root: a container of a CI service, as a rule.
// The Chromium from npm needs libnss3, which a bare Debian does not have.
function installDebians() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  console.error("No Chromium starts here; installing Debian's with apt-get.");
  const run = (...args) => spawnSync("apt-get", args, { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  return run("update", "-q").status === 0 && run("install", "-qy", "--no-install-recommends", "chromium").status === 0;
}

// A running browser of playwright's, and with `where` its program.
export async function launch(where = () => {}) {
  for await (const executablePath of programs()) {
    try {
      const browser = await chromium.launch({ executablePath, args: ARGS });
      where(executablePath);
      return browser;
    } catch (error) {
      console.error(`${executablePath} does not start: ${error.message.split("\n")[0]}`);
    }
  }
  console.error("No Chromium found. Run `npm ci` in the project's folder, or set CHROMIUM to the program.");
  process.exit(3);
}
