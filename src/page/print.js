// Paper: one slide a page, all steps shown, from the normal page and from `?print-pdf`.
//
// The style sheet does nearly all of it. This measures every slide first and moves the backgrounds,
// which reveal.js keeps in a layer of its own, onto the slides.
(function (page) {
  "use strict";
  const root = document.documentElement;

  function copyBackground(slide) {
    const layer = slide.slideBackgroundElement;
    const content = slide.slideBackgroundContentElement;
    if (!layer || !content) return;
    const color = layer.style.backgroundColor || layer.style.background;
    const image = content.style.backgroundImage || slide.dataset.backgroundImage;
    if (!color && !image) return;
    const picture = /^(url\(|.*gradient\()/.test(image) || !image ? image : `url("${CSS.escape(image)}")`;
    slide.style.setProperty("--slide-background", [color, picture].filter(Boolean).join(" "));
  }

  function prepare() {
    const deck = root.classList.contains("deck");
    // The sizes of slides are those of the stage, so measuring needs its rules.
    root.classList.add("deck", "measuring");
    page.fitAll();
    root.classList.remove("measuring");
    root.classList.toggle("deck", deck);
    if (deck) page.slides().forEach(copyBackground);
    root.classList.add("print-pdf");
  }

  function restore() {
    root.classList.toggle("print-pdf", !root.classList.contains("deck"));
  }

  page.watchPrint = function () {
    addEventListener("beforeprint", prepare);
    addEventListener("afterprint", restore);
    matchMedia("print").addEventListener("change", (event) => (event.matches ? prepare() : restore()));
  };
})(window.Deckgen);
