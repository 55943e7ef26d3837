// Runs in the head, before the first paint: slides or reading page?
//
// Without JavaScript the page is the reading page, so the class `deck` is what turns it into slides.
// `starting` says that reveal.js is still to come.
(function (root) {
  var query = new URLSearchParams(location.search);
  var phone = matchMedia("(max-width: 599.98px) and (orientation: portrait)");
  function wantsDeck() {
    if (query.has("deck") || query.has("receiver")) return true;
    return !query.has("read") && !phone.matches;
  }
  window.Deckgen = { phone: phone, wantsDeck: wantsDeck };
  if (wantsDeck()) root.classList.add("deck", "starting");
  // If a script cannot be loaded, the text must still be there to read.
  addEventListener("load", function () {
    if (!window.Deckgen.start) root.classList.remove("deck");
  });
})(document.documentElement);
