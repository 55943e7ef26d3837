// Runs in the head, before the first paint: slides or reading page?
//
// Without JavaScript the page is the reading page, so the class `deck` is what turns it into slides.
// `starting` says that reveal.js is still to come. It stands in every page, so it is short.
((root, query) => {
  const phone = matchMedia("(max-width: 599.98px) and (orientation: portrait)");
  const wantsDeck = () => /[?&](deck|receiver)\b/.test(query) || !(/[?&]read\b/.test(query) || phone.matches);
  window.Deckgen = { phone, wantsDeck };
  if (wantsDeck()) root.classList.add("deck", "starting");
  // The first slide's fonts, which a browser would find only in the style sheet. From a disk there is no hurry, and
  // browsers refuse to load fonts so.
  const { fonts } = document.currentScript.dataset;
  for (const href of (fonts && location.protocol != "file:" && fonts.split(" ")) || [])
    document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "font", crossOrigin: "", href }));
  // If a script cannot be loaded, the text must still be there to read.
  addEventListener("load", () => Deckgen.start || root.classList.remove("deck"));
})(document.documentElement, location.search);
