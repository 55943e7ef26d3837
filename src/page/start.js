// Starts the deck or the reading page, and goes from one to the other when the phone is turned.
(function (page) {
  "use strict";
  const root = document.documentElement;
  const receiver = /[?&]receiver\b/.test(location.search);
  const FONTS = 300; // Longest wait for fonts, in milliseconds, before the first slide is shown.
  const ALL_FONTS = 3000; // The same where slides are split.
  const PARTS = 3000; // Longest wait for the scripts of the page's parts.
  let bound = false;
  // The scripts of the page's parts have run.
  const loaded = new Promise((done) => addEventListener("DOMContentLoaded", done));

  function configuration() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    return {
      width: 1280,
      height: 720,
      margin: 0.04,
      ...page.config.reveal,
      ...(still && { transition: "none", backgroundTransition: "none", autoAnimate: false }),
      hash: false,
      history: false,
      respondToHashChanges: false,
      view: null,
      scrollActivationWidth: null,
      // deck.css centres; reveal.js would measure every slide for it, one after the other.
      center: false,
      postMessage: receiver || page.config.reveal.postMessage === true,
      keyboardCondition: (event) => !page.scrollInside(event),
    };
  }

  // The speaker view's frames take orders from the window around them, and only from that.
  function guardMessages() {
    const trusted = (event) =>
      event.source === parent && (event.origin === location.origin || (location.protocol === "file:" && event.origin === "null"));
    addEventListener("message", (event) => trusted(event) || event.stopImmediatePropagation(), true);
  }

  function bind() {
    if (bound) return;
    bound = true;
    const write = () => Reveal.getCurrentSlide() && page.writeAddress(Reveal.getCurrentSlide(), Reveal.getIndices().f);
    for (const event of ["slidechanged", "fragmentshown", "fragmenthidden"]) Reveal.on(event, write);
    Reveal.on("beforeslidechange", (event) => page.fit(slideAt(event.indexh, event.indexv)));
    Reveal.on("slidechanged", () => page.fit(Reveal.getCurrentSlide()));
    Reveal.on("slidechanged", page.fitLines);
    Reveal.on("slidechanged", () => page.dress());
    Reveal.addKeyBinding({ keyCode: 82, key: "R", description: "Reading page" }, () => (location.search = "?read"));
    page.bindPlugins();
    page.watchFit();
  }

  function slideAt(h, v) {
    const column = Reveal.getHorizontalSlides()[h];
    return column && (column.querySelectorAll("section")[v || 0] || column);
  }

  // Screen readers say that it is a slide, and which.
  page.describe = function (slide) {
    if (!slide.hasAttribute("role")) {
      slide.setAttribute("role", "group");
      slide.setAttribute("aria-roledescription", "slide");
    }
    const heading = slide.querySelector(":is(h1, h2, h3, h4, h5, h6)[id]");
    if (heading && !slide.hasAttribute("aria-labelledby")) slide.setAttribute("aria-labelledby", heading.id);
  };

  // What depends on the slide that is shown: the page needs one heading of the first rank, also while
  // no slide with one is shown; and the footer must be readable on the slide's own background.
  function dress() {
    const slide = Reveal.getCurrentSlide();
    let title = document.querySelector(".deck-title");
    if (!title) {
      title = document.createElement("h1");
      title.className = "deck-title";
      title.textContent = document.title;
      document.querySelector("main").prepend(title);
    }
    if (!slide) return; // a deck without slides
    page.describe(slide);
    title.hidden = Boolean(slide.querySelector("h1"));
    const own = Object.keys(slide.dataset).some((name) => /^background(Color|Gradient|Image|Video|Iframe)?$/.test(name));
    Reveal.getRevealElement().classList.toggle("on-picture", own || slide.dataset.layout === "full-image");
  }

  page.dress = dress;

  const pause = (time) => new Promise((done) => setTimeout(done, time));

  // While `starting` the stage is not displayed: reveal.js changes every slide several times when it
  // starts and asks for sizes in between, each of which would cost the styles of all slides.
  function unveil() {
    root.classList.remove("starting");
    const slide = Reveal.getCurrentSlide();
    // Showing the slide again makes reveal.js size its lines.
    if (slide && slide.querySelector(".r-fit-text")) page.show(slide);
    else Reveal.layout();
    page.fitLines();
  }

  // What pages do not say when it is so (src/settings.rs).
  const DEFAULTS = {
    width: 1280,
    height: 720,
    margin: 0.04,
    controls: true,
    progress: true,
    slideNumber: false,
    transition: "slide",
    center: true,
    rtl: false,
    navigationMode: "linear",
  };

  async function startDeck(slide) {
    const settings = configuration();
    const address = location.hash; // before it becomes that of the slide that is shown
    document.querySelector(".reveal").classList.toggle("deck-center", page.config.reveal.center !== false);
    root.classList.add("starting");
    const ready = Reveal.initialize(settings);
    // reveal.js lets the query change any setting; only the speaker view may.
    if (!receiver && location.search.includes("=")) Reveal.configure(settings);
    await ready;
    unveil();
    // `application` would keep screen readers from reading the slide's text.
    const deck = Reveal.getRevealElement();
    deck.setAttribute("role", "region");
    deck.setAttribute("aria-roledescription", "slides");
    deck.setAttribute("aria-label", document.title);
    bind();
    if (slide) page.show(slide);
    else page.goToAddress();
    await Promise.race([document.fonts.ready, pause(FONTS)]);
    // Scripts of the author may be slow, so only pages with parts of ours wait for all.
    if (page.config.parts) await Promise.race([loaded, pause(PARTS)]);
    page.dress();
    if (page.split) await splitSlides(slide, address);
    page.refit();
    root.classList.add("fitted");
  }

  // Where slides are cut depends on their fonts, also on those that no slide shown so far has used.
  async function splitSlides(slide, address) {
    page.askForFonts();
    await Promise.race([document.fonts.ready, pause(ALL_FONTS)]);
    page.splitAll();
    if (!slide) page.goToAddress(address); // it may name a part
  }

  function stopDeck() {
    Reveal.destroy();
    root.classList.remove("deck", "fitted");
  }

  // Called when the phone is turned: the same slide, shown the other way.
  async function changeMode() {
    const deck = page.wantsDeck();
    if (deck === root.classList.contains("deck")) return;
    if (deck) {
      const slide = page.slideRead();
      page.stopReading();
      root.classList.add("deck");
      await startDeck(slide);
    } else {
      const slide = Reveal.getCurrentSlide();
      stopDeck();
      page.startReading(slide);
    }
  }

  page.start = function () {
    page.config = JSON.parse(document.getElementById("deckgen").textContent);
    page.config.reveal = { ...DEFAULTS, ...page.config.reveal };
    page.config.overflow ||= "shrink";
    page.setStage();
    if (receiver) guardMessages();
    if (page.config.live) page.all = page.slides(); // reveal.js takes hidden ones out
    page.watchPrint();
    addEventListener("hashchange", (event) => page.goToAddress(new URL(event.newURL).hash));
    page.phone.addEventListener("change", changeMode);
    if (!window.Reveal) root.classList.remove("deck"); // it could not be loaded
    if (root.classList.contains("deck")) startDeck();
    else page.startReading();
  };

  page.start();
})(window.Deckgen);
