// The reading page: slide under slide, for phones held upright and for anyone who asks.
(function (page) {
  "use strict";
  const WIDE = ".slides :is(table, pre, pre code, .math-display, .diagram)"; // May be wider than the page.
  const MOVES = ["wheel", "touchmove", "pointerdown", "keydown", "hashchange"]; // How readers leave a slide.
  let observer = null;
  let link = null;
  let current = null; // The slide that crosses the upper edge of the screen.
  let hold = null; // Ends what keeps the slide that was asked for in its place.

  // Keyboards must be able to scroll what is wider than the page.
  function reachWideBoxes() {
    reachBoxesOf(document.querySelectorAll(WIDE));
  }

  function reachBoxesOf(boxes) {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  // Slides change their heights until the fonts and pictures are there, so the slide that was asked for
  // would drift away, and the address with it. It keeps its place until then, or until the reader moves.
  function holdInPlace(element) {
    const sizes = new ResizeObserver(() => element.scrollIntoView());
    hold = new AbortController();
    hold.signal.onabort = () => sizes.disconnect();
    for (const event of MOVES) addEventListener(event, release, { signal: hold.signal, passive: true });
    element.scrollIntoView();
    sizes.observe(document.querySelector(".slides"));
    whenLoaded(() => document.fonts.ready.then(release));
  }

  function release() {
    if (hold) hold.abort();
    hold = null;
  }

  function whenLoaded(action) {
    if (document.readyState === "complete") action();
    else addEventListener("load", action, { once: true });
  }

  function enter(slide) {
    if (hold) return;
    current = slide;
    // Browsers go to what the address says once more when all is loaded.
    if (scrollY > 0 || location.hash) page.writeAddress(slide);
  }

  function followScrolling() {
    observer = new IntersectionObserver(
      (entries) => entries.forEach((entry) => entry.isIntersecting && enter(entry.target)),
      { rootMargin: "-7% 0px -92% 0px" },
    );
    page.slides().forEach(page.describe);
    page.slides().forEach((slide) => observer.observe(slide));
  }

  function addLink() {
    link = document.createElement("nav");
    link.className = "deck-mode";
    link.setAttribute("aria-label", "View");
    link.innerHTML = '<a href="?deck">Show slides</a>';
    link.firstChild.onclick = (event) => (event.target.href = "?deck" + location.hash);
    document.body.append(link);
  }

  page.slideRead = () => current;

  page.startReading = function (slide) {
    addLink();
    reachWideBoxes();
    addEventListener("resize", reachWideBoxes);
    const target = slide ? { slide, element: slide } : page.find(location.hash);
    if (target) {
      current = target.slide;
      holdInPlace(target.element);
    }
    followScrolling();
  };

  // The preview has changed or added slides.
  page.readAgain = function (slides) {
    if (!observer) return;
    for (const slide of slides) {
      page.describe(slide);
      observer.observe(slide);
      reachBoxesOf(slide.querySelectorAll(WIDE));
    }
  };

  page.stopReading = function () {
    release();
    observer.disconnect();
    link.remove();
    removeEventListener("resize", reachWideBoxes);
  };
})(window.Deckgen);
