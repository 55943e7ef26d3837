// Fit: nothing on a slide is ever cut off.
//
// A slide that is taller or wider than its box gets a smaller font size, so its text flows again;
// pictures follow through `--fit`. The box is the stage, which is the same on every screen and on
// paper, so one measurement holds everywhere. The result stands on the section as `data-fit`.
(function (page) {
  "use strict";
  const root = document.documentElement;
  const STEPS = 5; // Halvings between the smallest size and the full one: to about 1 %.
  const TOGETHER = 8; // Slides measured in one go; more would hold up a key press.
  let measured = new WeakSet();
  const waiting = []; // Slides to be split.
  let maySplit = false; // Their fonts are there.
  let changed = false; // Slides were split that reveal.js does not know of.
  let idle = 0;

  // Smallest text in stage pixels: 22 on a 1280x720 screen and 18 on 1024x768, whatever the stage.
  function smallestText() {
    const { width, height, margin } = page.config.reveal;
    const scale = (w, h) => Math.min((w * (1 - margin)) / width, (h * (1 - margin)) / height);
    return Math.max(22 / scale(1280, 720), 18 / scale(1024, 768));
  }

  page.setStage = function () {
    const { width, height } = page.config.reveal;
    root.style.setProperty("--stage-width", width + "px");
    root.style.setProperty("--stage-height", height + "px");
    root.style.setProperty("--text-floor", Math.ceil(smallestText() * 10) / 10 + "px");
  };

  page.slides = function () {
    return [...document.querySelectorAll(".slides section")].filter((s) => !s.querySelector("section"));
  };

  const tooTall = (box) => box.scrollHeight > box.clientHeight + 1;
  const tooWide = (box) => box.scrollWidth > box.clientWidth + 1;
  const overflows = (box) => tooTall(box) || tooWide(box);

  function resize(slide, base, factor) {
    slide.style.fontSize = factor < 1 ? base * factor + "px" : "";
    slide.style.setProperty("--fit", factor);
  }

  function reset(slide) {
    slide.style.fontSize = "";
    slide.style.removeProperty("--fit");
    delete slide.dataset.fit;
    for (const box of [slide, ...slide.querySelectorAll(":is(table, .math-display)[tabindex]")]) {
      box.removeAttribute("tabindex");
      box.style.removeProperty("--narrow");
      box.removeAttribute("data-prevent-swipe");
      box.classList.remove("more", "more-inline");
    }
    slide.classList.remove("wrap");
  }

  // The largest size at which a slide that overflows fits, or 0. Measures at most STEPS + 2 times.
  function largest(slide, base) {
    const least = Math.min(1, Math.max(0.5, parseFloat(getComputedStyle(slide).getPropertyValue("--text-floor")) / base));
    resize(slide, base, least);
    if (tooWide(slide) && slide.querySelector("pre")) slide.classList.add("wrap");
    if (overflows(slide)) return 0;
    let [good, bad] = [least, 1];
    for (let step = 0; step < STEPS; step++) {
      const middle = Math.floor(((good + bad) / 2) * 100) / 100;
      if (middle <= good) break;
      resize(slide, base, middle);
      if (overflows(slide)) bad = middle;
      else good = middle;
    }
    resize(slide, base, good);
    return good;
  }

  // Whatever did not fit at the smallest size scrolls: by keyboard, wheel and touch.
  function makeScrollable(slide) {
    slide.dataset.fit = "scroll";
    slide.over = Math.ceil(Math.max(slide.scrollHeight - slide.clientHeight, slide.scrollWidth - slide.clientWidth));
    slide.classList.replace("fitting", "settling");
    const wide = [...slide.querySelectorAll("table, .math-display")];
    for (const box of [...wide, slide].filter(overflows)) {
      box.tabIndex = 0;
      box.setAttribute("data-prevent-swipe", "");
      markMore(box);
      // Paper has no scroll bars: there the table or formula gets smaller.
      box.style.setProperty("--narrow", Math.floor((box.clientWidth / box.scrollWidth) * 100) / 100);
    }
  }

  // The fade at the edge says that there is more.
  function markMore(box) {
    box.classList.toggle("more", box.scrollTop + box.clientHeight < box.scrollHeight - 1);
    box.classList.toggle("more-inline", Math.abs(box.scrollLeft) + box.clientWidth < box.scrollWidth - 1);
  }

  function settle(slide) {
    const rule = slide.dataset.overflow || page.config.overflow;
    if (rule === "clip") slide.dataset.fit = "clip";
    else if (rule === "scroll") makeScrollable(slide);
    else {
      const splits = rule === "split" && maySplit;
      const factor = largest(slide, parseFloat(getComputedStyle(slide).fontSize));
      if (factor === 0 && splits && page.planSplit(slide)) waiting.push(slide);
      else if (factor === 0) makeScrollable(slide);
      else if (factor < 1) slide.dataset.fit = String(Math.round(factor * 100) / 100);
    }
  }

  // Displays the slides together, so that those that fit cost one layout for all.
  function measure(slides) {
    const stacks = slides.map((slide) => slide.parentElement.closest("section")).filter(Boolean);
    slides.forEach(reset);
    [...slides, ...stacks].forEach((section) => section.classList.add("fitting"));
    slides.filter(overflows).forEach(settle);
    [...slides, ...stacks].forEach((section) => section.classList.remove("fitting", "settling"));
    if (page.measured) page.measured(slides); // the preview tells the author
    if (waiting.length) measure(waiting.splice(0).flatMap((slide) => [slide, ...splitNow(slide)]));
  }

  function splitNow(slide) {
    const parts = page.split(slide);
    parts.forEach((part) => measured.add(part));
    changed = true;
    return parts;
  }

  // reveal.js learns of the parts and stays where it is.
  function tellReveal() {
    if (!changed || !Reveal.isReady()) return;
    changed = false;
    const slide = Reveal.getCurrentSlide();
    const step = Reveal.getIndices().f;
    Reveal.sync();
    if (slide) page.show(slide, step);
  }

  const mayBeSplit = (slide) => (slide.dataset.overflow || page.config.overflow) === "split";

  // A browser loads a font when it lays out text in it.
  page.askForFonts = function () {
    const slides = page.slides().filter(mayBeSplit);
    slides.forEach((slide) => slide.classList.add("fitting"));
    slides.forEach((slide) => slide.scrollHeight);
    slides.forEach((slide) => slide.classList.remove("fitting"));
  };

  // Slides that may be split are measured before the first one is shown: the number of slides and their
  // addresses depend on it. Before that, none is split.
  page.splitAll = function () {
    maySplit = true;
    const slides = page.slides().filter(mayBeSplit);
    slides.forEach((slide) => measured.delete(slide));
    while (slides.length) fit(slides.splice(0, TOGETHER));
    tellReveal();
  };

  // Measures slides unless that is done.
  function fit(slides) {
    const fresh = slides.filter((slide) => slide && slide.isConnected && !measured.has(slide));
    fresh.forEach((slide) => measured.add(slide));
    if (fresh.length) measure(fresh);
  }

  page.fit = function (...slides) {
    fit(slides);
    tellReveal();
  };

  page.fitAll = function () {
    const slides = page.slides();
    while (slides.length) page.fit(...slides.splice(0, TOGETHER));
    root.dataset.fitted = "all";
  };

  const later = window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 30));

  // Measures the other slides while the browser has nothing else to do, the next ones first.
  page.fitLater = function () {
    const run = ++idle;
    let queue = null;
    later(function work(deadline) {
      if (run !== idle || !Reveal.isReady()) return;
      queue ||= nearestFirst();
      while (queue.length && deadline.timeRemaining() > 3) page.fit(...queue.splice(0, TOGETHER));
      if (queue.length) later(work);
      else root.dataset.fitted = "all";
    });
  };

  function nearestFirst() {
    const slides = page.slides();
    const here = Math.max(slides.indexOf(Reveal.getCurrentSlide()), 0);
    return [...slides.slice(here), ...slides.slice(0, here).reverse()].filter((slide) => !measured.has(slide));
  }

  // Forgets what was measured: for slides that have changed or whose picture came late, or for all.
  page.refit = function (...slides) {
    if (!root.classList.contains("deck") || !Reveal.isReady()) return;
    slides.forEach((slide) => measured.delete(slide));
    if (!slides.length) measured = new WeakSet();
    const current = Reveal.getCurrentSlide();
    page.fit(current);
    if (current && current.querySelector(".r-stretch, .stretch")) Reveal.layout();
    page.fitLater();
  };

  // reveal.js sizes `r-fit-text` lines a frame after their slide is shown.
  page.fitLines = function () {
    const slide = Reveal.getCurrentSlide();
    if (slide && slide.querySelector(".r-fit-text")) requestAnimationFrame(() => requestAnimationFrame(() => page.refit(slide)));
  };

  page.watchFit = function () {
    const slides = document.querySelector(".slides");
    const slideOf = (element) => element.closest && element.closest("section:not(.stack)");
    slides.addEventListener("load", (e) => slideOf(e.target) && page.refit(slideOf(e.target)), true);
    slides.addEventListener("toggle", (e) => slideOf(e.target) && page.refit(slideOf(e.target)), true);
    slides.addEventListener("scroll", (e) => markMore(e.target), { capture: true, passive: true });
    document.fonts.addEventListener("loadingdone", () => page.refit());
    let timer = 0;
    addEventListener("resize", () => {
      clearTimeout(timer);
      timer = setTimeout(() => page.refit(), 150);
    });
  };

  const WAYS = { ArrowUp: [0, -0.15], ArrowDown: [0, 0.15], PageUp: [0, -0.85], PageDown: [0, 0.85], ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0] };

  // Scrolls inside the slide if that key can still do so; otherwise the key is reveal.js's.
  page.scrollInside = function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || Reveal.isOverview()) return false;
    const key = event.key === " " ? (event.shiftKey ? "PageUp" : "PageDown") : event.shiftKey ? "" : event.key;
    const way = WAYS[key];
    if (!way) return false;
    const focus = document.activeElement;
    const box = way[0] && focus.matches(":is(table, .math-display)[tabindex]") ? focus : Reveal.getCurrentSlide();
    if (!box || !box.hasAttribute("tabindex") || (way[0] && box.matches("section"))) return false;
    const before = [box.scrollLeft, box.scrollTop];
    box.scrollBy({ left: way[0] * box.clientWidth, top: way[1] * box.clientHeight, behavior: "instant" });
    if (before[0] === box.scrollLeft && before[1] === box.scrollTop) return false;
    event.preventDefault();
    return true;
  };
})(window.Deckgen);
