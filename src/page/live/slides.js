// The slides of the page, and how they become those of a patch.
(function (live) {
  "use strict";

  // What reveal.js and the fitting write on a slide; the author's text does not say it.
  const CLASSES = ["present", "past", "future", "stack", "has-light-background", "has-dark-background"];
  const ATTRIBUTES = ["hidden", "inert", "aria-hidden", "data-index-h", "data-index-v", "data-fragment", "data-previous-indexv"];
  // … and on a picture.
  const ON_PICTURES = ["class", "style", "data-fragment-index"];

  const root = () => document.querySelector(".slides");
  let list = null;
  live.repainted = new WeakSet(); // slides with another background than reveal.js knows

  // All slides in the order of the deck, also hidden ones, which reveal.js takes out of the page.
  live.slides = () => (list ||= root() ? window.Deckgen.all || window.Deckgen.slides() : []);
  live.isShown = (slide) => slide.dataset.visibility !== "hidden" || !live.isDeck() || Reveal.getConfig().showHiddenSlides;

  // In the page's own document, so that pictures can be moved into it without being loaded again, and
  // scripts run.
  function make(html) {
    const range = document.createRange();
    range.selectNodeContents(root());
    return range.createContextualFragment(html).firstElementChild;
  }

  // Only what differs is written: a picture would be loaded again for the same address.
  function takeAttributes(element, fresh, kept) {
    for (const { name } of [...element.attributes]) {
      if (!fresh.hasAttribute(name) && !kept.includes(name)) element.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
  }

  const identity = (image) =>
    JSON.stringify([...image.attributes].filter(({ name }) => !ON_PICTURES.includes(name)).map(({ name, value }) => [name, value]));

  // A picture that is there already need not be decoded again.
  function keepPictures(slide, fresh) {
    const old = new Map([...slide.querySelectorAll("img")].map((image) => [identity(image), image]));
    for (const image of fresh.querySelectorAll("img")) {
      const same = old.get(identity(image));
      if (!same) continue;
      old.delete(identity(image));
      takeAttributes(same, image, []);
      image.replaceWith(same);
    }
  }

  const background = (slide) => JSON.stringify(Object.entries(slide.dataset).filter(([name]) => name.startsWith("background")));

  // The same element gets what the new one has, so that reveal.js goes on where it was.
  function become(slide, fresh) {
    if (background(slide) !== background(fresh)) live.repainted.add(slide);
    const { display } = slide.style;
    if (slide.parts) window.Deckgen.join(slide);
    const kept = CLASSES.filter((name) => slide.classList.contains(name));
    keepPictures(slide, fresh);
    takeAttributes(slide, fresh, ATTRIBUTES);
    slide.classList.add(...kept);
    if (display) slide.style.display = display;
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

  // A stack that holds one of the slides now, or a new one.
  function stackOf(slides, taken) {
    const parents = slides.map((slide) => slide.parentElement);
    const stack = parents.find((parent) => parent && parent.matches("section") && !taken.has(parent)) || document.createElement("section");
    taken.add(stack);
    return stack;
  }

  // Slides and stacks: `columns` says how many slides stand in each, 0 for a slide of its own.
  function arrangeColumns(columns) {
    const taken = new Set();
    const stacks = new Map();
    let at = 0;
    const tops = columns.flatMap((count) => {
      const inside = list.slice(at, (at += count || 1)).filter(live.isShown).flatMap((slide) => [slide, ...(slide.parts || [])]);
      if (count === 0 || !inside.length) return inside;
      const stack = stackOf(inside, taken);
      stacks.set(stack, inside);
      return [stack];
    });
    arrange(root(), tops);
    stacks.forEach((inside, stack) => arrange(stack, inside));
  }

  // Every slide stays where it is, and only what is on some of them changes.
  function isInPlace({ at, remove, put }, columns) {
    const same = remove === put.length && put.every((part, index) => part.html !== undefined || part.keep === at + index);
    return same && JSON.stringify(columns) === JSON.stringify(live.columns);
  }

  function replace({ at, put }) {
    const slides = live.slides();
    return put.flatMap((part, index) => (part.html === undefined ? [] : [become(slides[at + index], make(part.html))]));
  }

  // Makes the new list. A slide of the same name stays the same element.
  function splice({ at, remove, put }) {
    const slides = live.slides();
    const kept = new Set(put.map((part) => part.keep));
    const gone = new Map();
    for (let index = at; index < at + remove; index++) if (!kept.has(index)) gone.set(slides[index].id, slides[index]);
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
    return changed;
  }

  // Returns the slides that are new or have changed, and whether any has come, gone or moved.
  live.changeSlides = function ({ slides, columns }) {
    const inPlace = isInPlace(slides, columns);
    const changed = inPlace ? replace(slides) : splice(slides);
    const moved = !inPlace || changed.some((slide) => slide.isConnected !== live.isShown(slide));
    if (moved) arrangeColumns(columns || list.map(() => 0));
    return { changed, moved };
  };
})((window.DeckgenLive ||= {}));
