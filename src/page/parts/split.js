// `overflow: split`: a slide that does not fit at its smallest size becomes several slides, "Title (1/2)" and
// "Title (2/2)", cut between blocks, list items or table rows.
//
// fit.js measures a slide, asks for its `cuts` while it is displayed, and has it `split` once all are measured.
// The first part stays the slide's own element; the others stand behind it, in its `parts`.
(function (page) {
  "use strict";
  const WHOLE = ".columns, .column, .asides, .tabs, .panel-tabset, .r-stack, .r-hstack, .r-vstack, .footnotes, .absolute, [data-fit-whole]";
  const HEADING = "h1, h2, h3, h4, h5, h6";

  // What each part has.
  const isNotes = (element) => element.matches("aside.notes, .slide-footer, .backdrop");
  const isFootnotes = (element) => element.matches(".footnotes");
  const titleOf = (slide) => slide.querySelector(":scope > :is(h1, h2)");

  // Whether a slide may be cut inside an element: then its children are what can be moved.
  function opens(element) {
    if (element.matches("ul, ol, table, tbody")) return element.children.length > 1 || element.matches("table");
    return element.matches("div") && element.children.length > 1 && !element.matches(WHOLE) && getComputedStyle(element).display === "block";
  }

  // What stays together, in order: blocks, items, rows; a heading with what follows it.
  function units(slide) {
    const found = [];
    let last = null;
    const visit = (element) => {
      if (element === titleOf(slide) || isNotes(element) || isFootnotes(element) || element.matches("thead, caption, .code-step")) return;
      if (opens(element)) return [...element.children].forEach(visit);
      if (last && last.matches(HEADING)) found.at(-1).push(element);
      else found.push([element]);
      last = element;
    };
    [...slide.children].forEach(visit);
    return found.map((elements) => {
      const boxes = elements.map((element) => element.getBoundingClientRect());
      return { first: elements[0], top: Math.min(...boxes.map((box) => box.top)), bottom: Math.max(...boxes.map((box) => box.bottom)) };
    });
  }

  // Where parts begin if none is taller than `height`, as numbers of units.
  function begins(all, height) {
    const starts = [];
    let top = all[0].top;
    for (let at = 1; at < all.length; at++) {
      if (all[at].bottom - top <= height) continue;
      starts.push(at);
      top = all[at].top;
    }
    return starts;
  }

  // The height that makes the tallest part lowest, with no more parts than there must be.
  function balanced(all, height) {
    const count = begins(all, height).length;
    let [low, high] = [0, height];
    while (high - low > 2) {
      const middle = (low + high) / 2;
      if (begins(all, middle).length <= count) high = middle;
      else low = middle;
    }
    return begins(all, high);
  }

  // Remembers where to cut a slide that is displayed at its smallest size; false if it cannot be cut.
  page.planSplit = function (slide) {
    if (slide.partOf || slide.parts) return false;
    const all = units(slide);
    if (all.length < 2) return false;
    const { scrollTop } = slide;
    const scale = slide.getBoundingClientRect().height / slide.offsetHeight;
    const style = getComputedStyle(slide);
    const title = titleOf(slide);
    const head = title ? title.offsetHeight + parseFloat(getComputedStyle(title).marginBottom) : 0;
    const room = (slide.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom) - head) * scale;
    slide.cuts = balanced(all, room).map((at) => all[at].first);
    slide.scrollTop = scrollTop;
    return slide.cuts.length > 0;
  };

  // Moves an element and all after it into a copy of the slide and of whatever is around the element.
  function cut(slide, element) {
    let inner = null;
    for (let node = element, parent; node !== slide; node = parent) {
      parent = node.parentElement; // before the node moves
      const copy = parent.cloneNode(false);
      copy.removeAttribute("id");
      if (inner) copy.append(inner);
      for (let next = inner ? node.nextSibling : node; next; ) {
        const after = next.nextSibling;
        copy.append(next);
        next = after;
      }
      if (parent.matches("ol")) copy.start = parent.start + parent.children.length - (inner ? 1 : 0);
      if (parent.matches("table")) parent.querySelectorAll(":scope > :is(thead, colgroup)").forEach((head) => copy.prepend(head.cloneNode(true)));
      inner = copy;
    }
    return inner;
  }

  // Each footnote goes to the part that refers to it.
  function shareFootnotes(parts) {
    const notes = parts.at(-1).querySelector(":scope > .footnotes");
    if (!notes) return;
    const items = [...notes.querySelectorAll("li")];
    items.forEach((item, at) => (item.value = at + 1));
    const refers = (part, item) => [...part.querySelectorAll("a[href]")].some((link) => !notes.contains(link) && link.hash === "#" + encodeURI(item.id));
    for (const part of parts.slice(0, -1)) {
      const own = items.filter((item) => notes.contains(item) && refers(part, item));
      if (!own.length) continue;
      const copy = notes.cloneNode(false);
      const list = notes.querySelector("ol, ul").cloneNode(false);
      copy.append(list);
      list.append(...own);
      part.append(copy);
    }
    if (!notes.querySelector("li")) notes.remove();
  }

  function name(parts) {
    const title = titleOf(parts[0]);
    const id = parts[0].id;
    parts.forEach((part, at) => {
      if (at > 0) {
        part.id = `${id}~${at + 1}`;
        part.removeAttribute("aria-labelledby"); // that of the first part
      }
      if (!title) return;
      const heading = at > 0 ? title.cloneNode(true) : title;
      heading.querySelectorAll(".part-number").forEach((number) => number.remove());
      const number = document.createElement("span");
      number.className = "part-number";
      number.textContent = ` (${at + 1}/${parts.length})`;
      heading.append(number);
      if (at === 0) return;
      heading.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
      heading.id = `${title.id || id.slice(1)}~${at + 1}`;
      part.prepend(heading);
    });
  }

  // Makes the parts; returns the new ones.
  page.split = function (slide) {
    const notes = [...slide.children].filter(isNotes);
    const parts = [slide];
    for (const element of slide.cuts.reverse()) parts.splice(1, 0, cut(slide, element));
    delete slide.cuts;
    shareFootnotes(parts);
    const fresh = parts.slice(1);
    slide.append(...notes);
    fresh.forEach((part) => {
      part.append(...notes.map((note) => note.cloneNode(true)));
      part.partOf = slide;
    });
    name(parts);
    slide.after(...fresh);
    slide.parts = fresh;
    return fresh;
  };

  // The slide will be another one: its parts go.
  page.join = function (slide) {
    (slide.parts || []).forEach((part) => part.remove());
    delete slide.parts;
  };
})(window.Deckgen);
