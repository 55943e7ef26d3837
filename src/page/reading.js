// The reading page: slide under slide, for phones held upright and for anyone who asks.
(function (page) {
  "use strict";
  const WIDE = ".slides :is(table, pre, pre code, .math-display, .diagram)"; // May be wider than the page.
  let observer = null;
  let link = null;
  let current = null; // The slide that crosses the upper edge of the screen.

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

  function enter(slide) {
    current = slide;
    if (scrollY > 0) page.writeAddress(slide);
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
    if (slide) slide.scrollIntoView();
    else page.goToAddress();
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
    observer.disconnect();
    link.remove();
    removeEventListener("resize", reachWideBoxes);
  };
})(window.Deckgen);
