// Brings the page up to date: slides, style sheets, title. `docs/preview.md` describes patches.
(function (live) {
  "use strict";
  const SHEETS = 3000; // Longest wait for new style sheets, in milliseconds, before the old ones go.

  // What reveal.js and the fitting write on a slide; the author's text does not say it.
  const CLASSES = ["present", "past", "future", "stack", "has-light-background", "has-dark-background"];
  const ATTRIBUTES = ["hidden", "inert", "aria-hidden", "data-index-h", "data-index-v", "data-fragment", "data-previous-indexv"];

  const isDeck = () => document.documentElement.classList.contains("deck") && window.Reveal && Reveal.isReady();
  const root = () => document.querySelector(".slides");
  let list = null; // All slides in the order of the page.

  live.isDeck = isDeck;
  live.slides = () => (list ||= root() ? window.Deckgen.slides() : []);

  // In the page's own document, so that pictures can be moved into it without being loaded again, and
  // scripts run.
  function make(html) {
    const range = document.createRange();
    range.selectNodeContents(root());
    return range.createContextualFragment(html).firstElementChild;
  }

  function takeAttributes(slide, fresh) {
    const { display } = slide.style;
    const kept = CLASSES.filter((name) => slide.classList.contains(name));
    for (const { name } of [...slide.attributes]) {
      if (!fresh.hasAttribute(name) && !ATTRIBUTES.includes(name)) slide.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) slide.setAttribute(name, value);
    slide.classList.add(...kept);
    if (display) slide.style.display = display;
  }

  // A picture that is there already need not be decoded again.
  function keepPictures(slide, fresh) {
    const old = new Map([...slide.querySelectorAll("img")].map((image) => [image.outerHTML, image]));
    for (const image of fresh.querySelectorAll("img")) {
      const same = old.get(image.outerHTML);
      if (same) image.replaceWith(same);
      old.delete(image.outerHTML);
    }
  }

  // The same element gets what the new one has, so that reveal.js goes on where it was.
  function become(slide, fresh) {
    keepPictures(slide, fresh);
    takeAttributes(slide, fresh);
    slide.replaceChildren(...fresh.childNodes);
    return slide;
  }

  // Puts children into an order, touching only those that stand elsewhere.
  function arrange(parent, children) {
    const wanted = new Set(children);
    for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
    let next = parent.firstElementChild;
    for (const child of children) {
      if (child === next) next = next.nextElementSibling;
      else parent.insertBefore(child, next);
    }
  }

  // Slides and stacks: `columns` says how many slides stand in each, 0 for a slide of its own.
  function arrangeColumns(slides, columns) {
    const taken = new Set();
    let at = 0;
    const tops = columns.map((count) => {
      if (count === 0) return slides[at++];
      const inside = slides.slice(at, (at += count));
      const here = inside.map((slide) => slide.parentElement).find((parent) => parent && parent.matches("section") && !taken.has(parent));
      const stack = here || document.createElement("section");
      taken.add(stack);
      return [stack, inside];
    });
    arrange(root(), tops.map((top) => (Array.isArray(top) ? top[0] : top)));
    for (const top of tops) if (Array.isArray(top)) arrange(...top);
  }

  function columnsNow() {
    return [...root().children].map((top) => (top.matches(".stack") || top.querySelector("section") ? top.children.length : 0));
  }

  // Every slide stays where it is and only what is on some of them changes.
  function isInPlace({ at, remove, put }, columns) {
    const same = remove === put.length && put.every((part, index) => part.html !== undefined || part.keep === at + index);
    if (!same) return false;
    return !columns ? live.flat !== false : JSON.stringify(columns) === JSON.stringify(live.columns || columnsNow());
  }

  // Returns the slides that are new or have changed.
  function applySlides({ at, remove, put }, columns) {
    const slides = live.slides();
    const removed = slides.slice(at, at + remove);
    if (isInPlace({ at, remove, put }, columns)) {
      return removed.filter((slide, index) => put[index].html !== undefined && become(slide, make(put[index].html)));
    }
    const kept = new Set(put.map((part) => part.keep));
    const gone = new Map(removed.filter((_, index) => !kept.has(at + index)).map((slide) => [slide.id, slide]));
    const changed = [];
    const placed = put.map((part) => {
      if (part.html === undefined) return slides[part.keep];
      const fresh = make(part.html);
      const before = gone.get(fresh.id);
      gone.delete(fresh.id);
      changed.push(before ? become(before, fresh) : fresh);
      return changed.at(-1);
    });
    list = [...slides.slice(0, at), ...placed, ...slides.slice(at + remove)];
    arrangeColumns(list, columns || list.map(() => 0));
    return changed;
  }

  const steps = (slide) => new Set([...slide.querySelectorAll(".fragment")].map((part) => part.dataset.fragmentIndex)).size;

  function go(slide, step) {
    const { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v, step);
  }

  // reveal.js learns what is new; the slide and the step that are shown stay.
  function tellReveal(changed, inPlace, shown, step) {
    if (inPlace) changed.forEach((slide) => Reveal.syncSlide(slide));
    else Reveal.sync();
    const slides = live.slides();
    const here = slides.includes(shown.slide) ? shown.slide : slides[Math.min(shown.index, slides.length - 1)];
    if (!inPlace && here) go(here);
    if (here && steps(here) && (!inPlace || changed.includes(here))) Reveal.navigateFragment(Math.min(step ?? -1, steps(here) - 1));
    live.page.refit(...changed);
    // The speaker window is told the new notes with the next event.
    if (changed.includes(here)) Reveal.dispatchEvent({ type: "resumed" });
  }

  // What the reader sees stays where it is on the screen.
  function holdStill(work) {
    const slide = live.page.slideRead && live.page.slideRead();
    const top = slide && slide.getBoundingClientRect().top;
    work();
    if (slide && slide.isConnected) scrollBy({ top: slide.getBoundingClientRect().top - top, behavior: "instant" });
    live.page.readAgain();
  }

  function change(patch) {
    const inPlace = isInPlace(patch.slides, patch.columns);
    if (!isDeck()) return holdStill(() => applySlides(patch.slides, patch.columns));
    const slide = Reveal.getCurrentSlide();
    const shown = { slide, index: inPlace ? 0 : live.slides().indexOf(slide) };
    const step = Reveal.getIndices().f;
    tellReveal(applySlides(patch.slides, patch.columns), inPlace, shown, step);
  }

  // New sheets load beside the old ones, so that the page is never without.
  function applyStyles(addresses) {
    const old = [...document.head.querySelectorAll('link[rel="stylesheet"]')];
    const byAddress = new Map(old.map((link) => [link.getAttribute("href"), link]));
    const loading = [];
    let last = null;
    for (const address of addresses) {
      let link = byAddress.get(address);
      if (!link) {
        link = document.createElement("link");
        link.rel = "stylesheet";
        link.href = address;
        loading.push(new Promise((done) => (link.onload = link.onerror = done)));
      }
      byAddress.delete(address);
      if (last) last.after(link);
      else if (!link.isConnected) old[0].before(link);
      last = link;
    }
    const late = new Promise((done) => setTimeout(done, SHEETS));
    Promise.race([Promise.all(loading), late]).then(() => {
      byAddress.forEach((link) => link.remove());
      live.page.refit();
    });
  }

  // The slide that was edited, with all its steps, unless it is shown already.
  live.show = function (slide, step) {
    if (!slide) return;
    if (!isDeck()) {
      const { top, bottom } = slide.getBoundingClientRect();
      if (bottom < 40 || top > innerHeight - 40) slide.scrollIntoView();
    } else if (Reveal.getCurrentSlide() !== slide) go(slide, step === undefined ? steps(slide) - 1 : step);
    else if (step !== undefined) go(slide, step);
  };

  live.apply = function (patch) {
    if (patch.title !== document.title) document.title = patch.title;
    if (patch.styles) applyStyles(patch.styles);
    if (patch.style !== undefined) document.getElementById("page-style").textContent = patch.style;
    if (patch.slides) change(patch);
    live.flat = !patch.columns;
    live.columns = patch.columns;
    if (patch.style !== undefined && isDeck()) live.page.refit();
    if (patch.focus !== undefined && patch.follow && live.mayFollow()) live.show(live.slides()[patch.focus]);
  };
})((window.DeckgenLive ||= {}));
