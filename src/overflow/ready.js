// Runs in the page before it is measured: helpers that wait for what comes late.
const PATIENCE = 10000; // Longest wait for one thing, in milliseconds.
const PLACE = "data-deckgen-at";
const pause = (time) => new Promise((done) => setTimeout(done, time));
const frame = () => new Promise((done) => requestAnimationFrame(done));

async function until(condition, failure) {
  for (const start = performance.now(); !condition(); await pause(10)) {
    if (performance.now() - start > PATIENCE) throw new Error(failure);
  }
}

await until(() => document.readyState !== "loading", "the page does not load");
const root = document.documentElement;

// A picture that cannot be loaded, and one that never answers, hold nobody up.
function here(element) {
  if (element.localName === "img") return element.complete;
  return element.readyState > 0 || element.error !== null || [0, 3].includes(element.networkState);
}

async function pictures() {
  for (const image of document.querySelectorAll(".slides img")) {
    image.loading = "eager";
    if (!image.src && image.dataset.src) image.src = image.dataset.src;
  }
  const late = [...document.querySelectorAll(".slides :is(img, video)")].filter((element) => !here(element));
  await until(() => late.every(here)).catch(() => {});
}

// The number of the block that an element belongs to.
function blockOf(element) {
  const block = element && element.closest(`[${PLACE}]`);
  return block && block.closest(".slides") ? Number(block.getAttribute(PLACE)) : null;
}

const APART = "aside.notes, .slide-footer, .backdrop, .chart-data, svg *, math *";
