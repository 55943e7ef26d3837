// What is wider than a phone in the reading page, and cannot be scrolled.
await until(() => document.querySelector(".deck-mode"), "the reading page has not started");
await pictures();
await document.fonts.ready;
const width = root.clientWidth;

const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth;

function isReachable(element, slide) {
  for (let around = element; around && around !== slide; around = around.parentElement) {
    if (scrolls(around)) return true;
  }
  return false;
}

function widest(slide) {
  let found = null;
  for (const element of slide.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    const pixels = Math.round(Math.max(box.right - width, -box.left));
    if (box.height < 1 || pixels <= Math.max(1, found ? found.pixels : 1)) continue;
    if (element.matches(APART) || element.closest("aside.notes") || !element.checkVisibility()) continue;
    if (!isReachable(element, slide)) found = { pixels, block: blockOf(element) };
  }
  return found;
}

const slides = [...document.querySelectorAll(".slides section:not([data-visibility=hidden])")].filter((slide) => !slide.querySelector("section"));
return slides.map((slide) => ({ id: slide.id, wide: widest(slide) })).filter((slide) => slide.wide);
