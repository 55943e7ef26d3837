// Paper: one slide a page, all steps shown, from the normal page and from `?print-pdf`.
//
// The style sheet does nearly all of it. This measures every slide first.
(function (page) {
  "use strict";
  const root = document.documentElement;

  function prepare() {
    const deck = root.classList.contains("deck");
    // The sizes of slides are those of the stage, so measuring needs its rules.
    root.classList.add("deck");
    page.fitAll();
    root.classList.toggle("deck", deck);
  }

  page.watchPrint = function () {
    addEventListener("beforeprint", prepare);
    matchMedia("print").addEventListener("change", (event) => event.matches && prepare());
  };
})(window.Deckgen);
