// Runs in the head, before the first paint: slides or reading page?
//
// Without JavaScript the page is the reading page, so the class `deck` is what turns it into slides.
// `starting` says that reveal.js is still to come. It stands in every page, so it is short.
{
  const root = document.documentElement;
  const phone = matchMedia("(max-width: 599.98px) and (orientation: portrait)");
  const asked = (name) => RegExp(`[?&](${name})\\b`).test(location.search);
  const wantsDeck = () => asked("deck|receiver") || !(asked("read") || phone.matches);
  window.Deckgen = { phone, wantsDeck };
  if (wantsDeck()) root.classList.add("deck", "starting");
  // The first slide's fonts, which a browser would find only in the style sheet. From a disk there is no hurry, and
  // browsers refuse to load fonts so.
  const fonts = location.protocol != "file:" && document.currentScript.dataset.fonts;
  for (const href of fonts ? fonts.split(" ") : [])
    document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "font", crossOrigin: "", href }));
  // If a script cannot be loaded, the text must still be there to read.
  addEventListener("load", () => Deckgen.start || root.classList.remove("deck"));
}
