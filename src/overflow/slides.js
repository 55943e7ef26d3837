// How each slide fits, as fit.js sees it, and what reaches over the edge of those that do not.
await until(() => root.classList.contains("fitted"), "the slides have not started");
await pictures();
const page = window.Deckgen;

// The first round asks for the fonts of all slides, the second measures with them.
page.fitAll();
await document.fonts.ready;
page.refit();
page.fitAll();
// reveal.js sizes such lines when their slide is shown.
for (const slide of page.slides().filter((slide) => slide.querySelector(".r-fit-text"))) {
  page.show(slide);
  await frame();
  await frame();
  page.refit(slide);
}
page.fitAll();

function displayed(slides, work) {
  const stacks = slides.map((slide) => slide.parentElement.closest("section")).filter(Boolean);
  const all = [...slides, ...stacks];
  all.forEach((section) => section.classList.add("fitting"));
  const result = slides.map(work);
  all.forEach((section) => section.classList.remove("fitting"));
  return result;
}

// The edges of the room for content, in the same pixels as `getBoundingClientRect`.
function room(slide) {
  const box = slide.getBoundingClientRect();
  const style = getComputedStyle(slide);
  const scale = box.width / slide.offsetWidth || 1;
  const edge = (side) => parseFloat(style["padding-" + side]) * scale;
  return { left: box.left + edge("left"), right: box.right - edge("right"), bottom: box.bottom - edge("bottom"), scale };
}

// The first block whose lower edge is too low, and in it the first such block, and so on.
function tooLow(slide, { bottom, scale }) {
  let found = null;
  for (const block of slide.querySelectorAll(`[${PLACE}]`)) {
    if (block.matches(APART) || (found && !found.contains(block))) continue;
    const box = block.getBoundingClientRect();
    if (box.height > 0 && box.bottom > bottom + scale) found = block;
  }
  return found;
}

// The innermost of the elements that reach furthest to a side.
function tooWide(slide, { left, right, scale }) {
  let [found, furthest] = [null, scale];
  for (const element of slide.querySelectorAll("*")) {
    if (element.matches(APART) || element.closest("aside.notes")) continue;
    const box = element.getBoundingClientRect();
    const wide = Math.max(box.width, element.scrollWidth * scale);
    const over = Math.max(box.left + wide - right, left - Math.min(box.left, box.right - wide));
    if (over < furthest - 0.5 || (over < furthest + 0.5 && !(found && found.contains(element)))) continue;
    [found, furthest] = [element, over];
  }
  return found;
}

function overflow(slide) {
  const tall = slide.scrollHeight - slide.clientHeight;
  const wide = slide.scrollWidth - slide.clientWidth;
  const edges = room(slide);
  return {
    tall: tall > 1 ? { pixels: tall, block: blockOf(tooLow(slide, edges)) } : null,
    wide: wide > 1 ? { pixels: wide, block: blockOf(tooWide(slide, edges)) } : null,
  };
}

const all = page.slides();
const big = all.filter((slide) => ["scroll", "clip"].includes(slide.dataset.fit));
const over = new Map(displayed(big, (slide) => [slide, overflow(slide)]));
return all.map((slide) => ({
  id: slide.id,
  scale: Number(slide.dataset.fit) || 1,
  end: big.includes(slide) ? slide.dataset.fit : "fits",
  ...over.get(slide),
}));
