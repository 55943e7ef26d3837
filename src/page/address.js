// Addresses: `#/slug` names a slide in the deck, in the reading page and without JavaScript.
//
// reveal.js would write the id `/slug` as `#/%2Fslug`, so its own `hash` stays off and this takes
// its place. A step is a number behind the slug (`#/slug/2`); `#/3/1` counts slides as reveal.js does.
(function (page) {
  "use strict";
  const PAUSE = 300; // Safari allows 100 changes of the address in 30 seconds.
  let wanted = "";
  let timer = 0;

  function decode(hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return hash.slice(1);
    }
  }

  // The slide an element stands in, never the stack around it.
  function slideOf(element) {
    const section = element && element.closest(".slides section");
    return section && (section.querySelector("section") || section);
  }

  function byNumber(h, v) {
    const column = document.querySelectorAll(".slides > section")[h];
    return column && (column.querySelectorAll("section")[v] || column);
  }

  // What an address names: `{slide, step, element}`, or null.
  page.find = function (hash) {
    const name = decode(hash);
    if (!name) return null;
    const exact = document.getElementById(name) || document.getElementById("/" + name);
    if (slideOf(exact)) return { slide: slideOf(exact), element: exact };
    const [, id, step] = /^(.+)\/(\d+)$/.exec(name) || [];
    const slide = id && slideOf(document.getElementById(id));
    // Where slides are not split, the address of a part is that of the whole.
    const whole = slideOf(document.getElementById(name.replace(/~\d+(\/\d+)?$/, "")));
    if (!slide && whole) return { slide: whole, element: whole };
    if (slide) return { slide, element: slide, step: Number(step) };
    const numbers = /^\/(\d+)(?:\/(\d+)(?:\/(\d+))?)?$/.exec(name);
    if (!numbers) return null;
    const base = page.config.reveal.hashOneBasedIndex ? 1 : 0;
    const counted = byNumber(Math.max(numbers[1] - base, 0), Math.max((numbers[2] || base) - base, 0));
    return counted ? { slide: counted, element: counted, step: numbers[3] && Number(numbers[3]) } : null;
  };

  function flush() {
    timer = 0;
    if (!wanted || wanted === location.hash) return;
    const push = page.config.reveal.history && document.documentElement.classList.contains("deck");
    try {
      history[push ? "pushState" : "replaceState"](null, "", wanted);
    } catch {
      // A sandboxed frame may have no history to write; the deck works without.
    }
  }

  page.flushAddress = flush; // before the preview loads the page again

  // Puts a slide and its step into the address bar.
  page.writeAddress = function (slide, step) {
    if (page.config.reveal.hash === false || !slide.id) return;
    wanted = "#" + encodeURI(slide.id) + (step >= 0 ? "/" + step : "");
    if (timer) return;
    flush();
    timer = setTimeout(flush, PAUSE);
  };

  page.show = function (slide, step) {
    const { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v, step);
  };

  // Goes to what the address names. A change of it that was still to be written is out of date.
  page.goToAddress = function (hash = location.hash) {
    wanted = "";
    const target = page.find(hash);
    if (!target) return;
    if (document.documentElement.classList.contains("deck")) page.show(target.slide, target.step);
    else target.element.scrollIntoView();
  };
})(window.Deckgen);
