// Prints the program of a Chromium that starts here, as a JSON text.
import { launch } from "./chromium.mjs";

const browser = await launch((program) => console.log(JSON.stringify(program)));
await browser.close();
