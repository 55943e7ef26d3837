// Shows each slide's own footer where the deck's stands.
(function (page) {
  "use strict";
  const dress = page.dress;

  function place() {
    const footer = document.querySelector(".deck-footer");
    if (footer) return footer;
    const made = document.createElement("div");
    made.className = "deck-footer";
    document.querySelector(".reveal").append(made);
    return made;
  }

  page.dress = function () {
    dress();
    const slide = Reveal.getCurrentSlide();
    const own = slide && slide.querySelector(":scope > .slide-footer");
    const footer = place();
    if (own && footer.innerHTML !== own.innerHTML) footer.innerHTML = own.innerHTML;
  };
})(window.Deckgen);
