// Brings the page up to date: slides, style sheets, title. `docs/preview.md` describes patches.
(function (live) {
  "use strict";

  live.isDeck = () => document.documentElement.classList.contains("deck") && Boolean(window.Reveal) && Reveal.isReady();

  const steps = (slide) => new Set([...slide.querySelectorAll(".fragment")].map((part) => part.dataset.fragmentIndex ?? part)).size;

  function go(slide, step) {
    const { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v, step);
  }

  // reveal.js's own `syncSlide` goes over the backgrounds of all slides.
  function renew(slide) {
    if (live.repainted.delete(slide) || Reveal.getConfig().showNotes) Reveal.syncSlide(slide);
    else Reveal.syncFragments(slide);
    if (slide.style.display === "none") return; // it is far from the one that is shown
    Reveal.loadSlide(slide);
  }

  // Where to be when the slide that was shown is gone.
  function nearest(old, slide) {
    const at = old.indexOf(slide);
    const isHere = (other) => other.isConnected;
    return old.slice(at).find(isHere) || old.slice(0, at).findLast(isHere) || live.slides().find(isHere);
  }

  // The author's own change is shown at once, without the transitions between slides.
  function still(work) {
    const stage = Reveal.getSlidesElement();
    stage.classList.add("disable-slide-transitions");
    work();
    stage.getBoundingClientRect(); // as it is now, there is nothing to move from
    stage.classList.remove("disable-slide-transitions");
  }

  // reveal.js learns what is new, and shows the slide that was edited, else the one it has shown.
  function changeDeck(patch) {
    const old = live.slides();
    const shown = Reveal.getCurrentSlide();
    const before = shown && (shown.partOf || shown);
    const step = Reveal.getIndices().f ?? -1;
    const { changed, moved } = live.changeSlides(patch);
    // reveal.js does not start again by itself when there are no slides, or were none.
    if (!before || !live.slides().some((other) => other.isConnected)) return location.reload();
    if (!moved) changed.forEach((slide) => slide.isConnected && renew(slide));
    const slide = focusOf(patch) || (before.isConnected ? before : nearest(old, before));
    const last = steps(slide) - 1;
    const wanted = slide === before ? Math.min(step, last) : last;
    if (moved) still(() => (Reveal.sync(), go(slide, wanted)));
    else if (slide !== before) still(() => go(slide, wanted));
    else if (changed.includes(slide) && last >= 0) Reveal.navigateFragment(wanted);
    if (changed.length) live.page.refit(...changed);
    live.page.dress();
    tellSpeakerWindow();
  }

  // What the reader sees stays where it is on the screen.
  function changeReading(patch) {
    const slide = live.page.slideRead && live.page.slideRead();
    const top = slide && slide.getBoundingClientRect().top;
    const { changed } = live.changeSlides(patch);
    if (slide && slide.isConnected) scrollBy({ top: slide.getBoundingClientRect().top - top, behavior: "instant" });
    live.page.readAgain(changed);
    live.show(focusOf(patch));
  }

  function focusOf(patch) {
    if (patch.focus === undefined || !patch.follow || !live.mayFollow()) return null;
    const slide = live.slides()[patch.focus];
    return slide && slide.isConnected ? slide : null;
  }

  // reveal.js's speaker window asks nothing by itself: it is told with an event where the slides are and
  // what the notes say. It and its two frames are patched in any order, so the last one makes it be told.
  live.tellSpeaker = () => live.isDeck() && Reveal.dispatchEvent({ type: "resumed" });

  function tellSpeakerWindow() {
    live.tellSpeaker();
    try {
      parent.opener.DeckgenLive.tellSpeaker();
    } catch {
      // This page is in no such window.
    }
  }

  function setTitle(title) {
    if (title === document.title) return;
    document.title = title;
    for (const heading of document.querySelectorAll(".deck-title")) heading.textContent = title;
    if (live.isDeck()) Reveal.getRevealElement().setAttribute("aria-label", title);
  }

  // Goes to a slide, in the reading page only if it cannot be seen.
  live.show = function (slide, step) {
    if (!slide || !slide.isConnected) return;
    if (!live.isDeck()) {
      const { top, bottom } = slide.getBoundingClientRect();
      if (bottom < 40 || top > innerHeight - 40) slide.scrollIntoView();
    } else if (Reveal.getCurrentSlide() !== slide) go(slide, step ?? steps(slide) - 1);
    else if (step !== undefined) go(slide, step);
  };

  live.apply = function (patch) {
    setTitle(patch.title);
    if (patch.styles) live.exchangeSheets(patch.styles);
    if (patch.style !== undefined) {
      document.getElementById("page-style").textContent = patch.style;
      live.page.refit();
    }
    if (patch.slides && live.isDeck()) changeDeck(patch);
    else if (patch.slides) changeReading(patch);
    live.columns = patch.columns;
  };
})((window.DeckgenLive ||= {}));
