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
  // The first slide's fonts, which a browser would find only in the style sheet. From a disk there is no hurry, and
  // browsers refuse to load fonts so.
  var fonts = document.currentScript.dataset.fonts;
  if (fonts && location.protocol != "file:") {
    fonts.split(" ").forEach(function (href) {
      var link = document.createElement("link");
      document.head.append(Object.assign(link, { rel: "preload", as: "font", crossOrigin: "", href: href }));
    });
  }
  // If a script cannot be loaded, the text must still be there to read.
  addEventListener("load", function () {
    if (!window.Deckgen.start) root.classList.remove("deck");
  });
})(document.documentElement);
