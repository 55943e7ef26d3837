// Functions that run inside the page under test. They share nothing with deckgen's own scripts:
// what they say is measured on the rectangles of text and pictures, as a viewer sees them.

// Identifiers and titles of the slides in their order.
export function slides() {
  return [...document.querySelectorAll(".slides section")]
    .filter((s) => !s.querySelector("section") && s.dataset.visibility !== "hidden")
    .map((s) => s.id);
}

// What lies outside the box of the shown slide, and the smallest text on it in screen pixels.
export function look() {
  const slide = document.querySelector(".slides section.present:not(.stack)") || document.querySelector(".slides section.present");
  const scale = slide.getBoundingClientRect().width / slide.offsetWidth;
  const box = slide.getBoundingClientRect();
  const fit = slide.dataset.fit || "";
  const result = { id: slide.id, fit, outside: [], smallest: Infinity, unsaid: false };
  const within = (r) => r.left >= box.left - 2 && r.right <= box.right + 2 && r.top >= box.top - 2 && r.bottom <= box.bottom + 2;
  const inScroller = (e) => {
    for (let n = e; n && n !== slide.parentElement; n = n.parentElement) {
      const style = getComputedStyle(n);
      if (/auto|scroll/.test(style.overflowX + style.overflowY) && n.tabIndex === 0) return true;
    }
    return false;
  };
  const judge = (element, rects, name) => {
    for (const r of rects) {
      if (r.width < 1 || r.height < 1 || within(r)) continue;
      if (fit === "clip" || inScroller(element)) continue;
      result.outside.push(`${name} [${[r.left, r.top, r.right, r.bottom].map(Math.round)}]`);
      return;
    }
  };
  const walk = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest("aside.notes, script, style, svg, math, .chart-data") || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    judge(parent, range.getClientRects(), JSON.stringify(text.data.trim().slice(0, 30)));
    const size = parseFloat(getComputedStyle(parent).fontSize) * scale * (parent.currentCSSZoom || 1);
    if (!parent.closest("sup, sub")) result.smallest = Math.min(result.smallest, size);
  }
  for (const element of slide.querySelectorAll("img, svg, video, iframe, canvas, pre, table")) {
    if (!element.closest("aside.notes, .chart-data") && element.checkVisibility()) judge(element, [element.getBoundingClientRect()], element.tagName.toLowerCase());
  }
  // A slide that scrolls must say so, and be reachable by keyboard.
  const scrolls = slide.scrollHeight > slide.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(slide).overflowY);
  result.unsaid = scrolls && (fit !== "scroll" || slide.tabIndex !== 0);
  if (result.smallest === Infinity) result.smallest = null;
  else result.smallest = Math.round(result.smallest * 10) / 10;
  return result;
}

// The reading page: what is wider than the page, hidden slides, and the smallest text.
export function read() {
  const result = { outside: [], hidden: [], smallest: Infinity };
  const width = document.documentElement.clientWidth;
  for (const slide of document.querySelectorAll(".slides section:not([data-visibility=hidden])")) {
    if (slide.querySelector("section")) continue;
    if (!slide.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || slide.getBoundingClientRect().height < 10) result.hidden.push(slide.id);
    for (const e of slide.querySelectorAll("*")) {
      if (e.closest("aside.notes, svg, math, .chart-data") || !e.checkVisibility()) continue;
      const r = e.getBoundingClientRect();
      const scroller = e.parentElement.closest("table, pre");
      if (r.right > width + 1 && !(scroller && scroller.scrollWidth > scroller.clientWidth)) result.outside.push(`${slide.id}: ${e.tagName.toLowerCase()} to ${Math.round(r.right)}`);
      const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      if (own && !e.closest("sup, sub")) result.smallest = Math.min(result.smallest, parseFloat(getComputedStyle(e).fontSize));
    }
  }
  if (document.documentElement.scrollWidth > width + 1) result.outside.push(`page: ${document.documentElement.scrollWidth}`);
  const notes = [...document.querySelectorAll("aside.notes")].filter((n) => n.checkVisibility());
  if (notes.length) result.outside.push("notes are shown");
  return result;
}
