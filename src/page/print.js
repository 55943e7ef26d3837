// Paper: one slide a page, all steps shown, from the normal page and from `?print-pdf`.
//
// The style sheet does nearly all of it. This measures every slide first and moves the backgrounds,
// which reveal.js keeps in a layer of its own, onto the slides.
(function (page) {
  "use strict";
  const root = document.documentElement;

  const set = (slide, name, value) => slide.style.setProperty("--paper-" + name, value);

  function copyBackground(slide) {
    const layer = slide.slideBackgroundElement;
    const content = slide.slideBackgroundContentElement;
    if (!layer || !content) return;
    const color = getComputedStyle(layer).backgroundColor;
    const { backgroundImage, backgroundPosition, backgroundSize, backgroundRepeat } = getComputedStyle(content);
    // reveal.js loads a picture when its slide is near; paper needs all.
    const late = slide.dataset.backgroundImage;
    const image = backgroundImage === "none" && late ? `url("${new URL(late, location.href)}")` : backgroundImage;
    if (image === "none" && color === "rgba(0, 0, 0, 0)") return;
    set(slide, "image", image);
    set(slide, "position", backgroundPosition);
    set(slide, "size", backgroundSize);
    set(slide, "repeat", backgroundRepeat);
    set(slide, "color", color);
  }

  function prepare() {
    const deck = root.classList.contains("deck");
    // The sizes of slides are those of the stage, so measuring needs its rules.
    root.classList.add("deck");
    page.fitAll();
    root.classList.toggle("deck", deck);
    if (deck) page.slides().forEach(copyBackground);
  }

  page.watchPrint = function () {
    addEventListener("beforeprint", prepare);
    matchMedia("print").addEventListener("change", (event) => event.matches && prepare());
  };
})(window.Deckgen);
