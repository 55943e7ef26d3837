// What a deck does rather than how it looks: addresses, the speaker view, search, and strangers' messages.
// Each check takes `open(address)`, which gives a page whose deck has started, and returns problems.

const present = (page) => page.evaluate(() => Reveal.getCurrentSlide().id);
const settle = (page) => page.waitForTimeout(400); // longer than the pause between two changes of the address

// The address names the slide, in all the ways it can be written, and follows the deck.
export async function addresses(open, address, ids) {
  const problems = [];
  const want = async (hash, id) => {
    const page = await open(address + hash);
    const at = await present(page);
    if (at !== id) problems.push(`${hash} opens ${at}, not ${id}`);
    return page;
  };
  const last = ids.at(-1);
  await (await want("#" + encodeURI(last), last)).context().close();
  await (await want("#" + encodeURI(last) + "/0", last)).context().close();
  const page = await want("#/0", ids[0]);
  await page.evaluate((id) => {
    const link = document.createElement("a");
    link.href = "#" + id;
    link.textContent = "link";
    Reveal.getCurrentSlide().append(link);
    link.click();
  }, last);
  await settle(page);
  if ((await present(page)) !== last) problems.push(`a link to ${last} leads to ${await present(page)}`);
  const hash = decodeURI(new URL(page.url()).hash);
  if (!hash.startsWith("#" + last)) problems.push(`the address of ${last} is ${hash}`);
  await page.context().close();
  return problems;
}

// `S` opens the speaker view within the key press, and its frames follow the deck.
export async function speakerView(open, address, ids) {
  const page = await open(address);
  if (!(await page.evaluate(() => JSON.parse(document.getElementById("deckgen").textContent).plugins?.notes))) return [];
  const waiting = page.waitForEvent("popup", { timeout: 15_000 }).catch(() => null);
  await page.keyboard.press("s");
  const popup = await waiting;
  const problems = [];
  if (!popup) problems.push("speaker view: no window opened");
  else {
    const receivers = () => popup.frames().filter((frame) => frame.url().includes("receiver"));
    for (let tries = 0; receivers().length < 2 && tries < 50; tries++) await popup.waitForTimeout(100);
    if (receivers().length !== 2) problems.push(`speaker view: ${receivers().length} frames`);
    await page.waitForTimeout(800); // for what the deck tells the window when that has started
    const target = ids[Math.min(1, ids.length - 1)];
    await page.evaluate((hash) => (location.hash = hash), "#" + encodeURI(target));
    const [receiver] = receivers();
    await receiver?.waitForFunction((id) => window.Reveal?.getCurrentSlide()?.id === id, target, { timeout: 10_000 }).catch(() => {});
    const shown = receiver && (await receiver.evaluate(() => Reveal.getCurrentSlide().id));
    if (shown !== target) problems.push(`speaker view: shows ${shown}, the deck ${target}`);
  }
  await page.context().close();
  return problems;
}

// The search box comes with its key.
export async function search(open, address) {
  const page = await open(address);
  await page.keyboard.press("Control+Shift+F");
  const found = await page.waitForSelector(".searchinput", { timeout: 15_000 }).catch(() => null);
  const label = found && (await found.getAttribute("aria-label"));
  await page.context().close();
  return label ? [] : ["search: no labelled box"];
}

// Neither a message from another window nor the query moves the deck or changes its settings.
export async function strangers(open, address, ids) {
  const page = await open(address + "?postMessage=true&transition=zoom");
  const before = await present(page);
  await page.evaluate(() => postMessage(JSON.stringify({ method: "slide", args: [1] }), "*"));
  await page.waitForTimeout(200);
  const problems = [];
  if (ids.length > 1 && (await present(page)) !== before) problems.push("a message moved the deck");
  if (await page.evaluate(() => Reveal.getConfig().postMessage)) problems.push("the query switched messages on");
  await page.context().close();
  return problems;
}

// The keys of tabs change the tab and never the slide; after a click with the mouse, keys move the slides.
export async function tabs(open, address) {
  const page = await open(address);
  const id = await page.evaluate(() => document.querySelector("section:has(.tab-list)")?.id);
  const problems = [];
  const expect = async (what, tab, slide) => {
    const shown = await page.evaluate(() => [...Reveal.getCurrentSlide().querySelectorAll(".tab-panel")].map((panel) => getComputedStyle(panel).visibility === "visible"));
    const at = await present(page);
    if (slide !== (at === id) || (slide && shown.indexOf(true) !== tab)) problems.push(`${what} shows the panels ${shown} on ${at}`);
  };
  if (id) {
    await page.evaluate((hash) => (location.hash = hash), "#" + encodeURI(id));
    await settle(page);
    await page.focus(".present [role=tab]");
    await page.keyboard.press("ArrowRight");
    await expect("the right arrow", 1, true);
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight");
    await expect("the right arrow on the last tab", 0, true);
    await page.keyboard.press("Space");
    await expect("the space bar", 0, true);
    await page.click(".present [role=tab]:nth-child(2)");
    await expect("a click", 1, true);
    await page.keyboard.press("ArrowRight");
    await settle(page);
    await expect("the right arrow after a click", 0, false);
  }
  await page.context().close();
  return problems;
}
