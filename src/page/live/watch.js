// Starts when the page is there: asks what has changed since, and listens.
(function (live) {
  "use strict";
  const receiver = /[?&]receiver\b/.test(location.search) || window.self !== window.top;
  let asking = false;
  let again = false;

  live.info = JSON.parse(document.getElementById("deckgen").textContent).live;
  live.build = live.info.build;
  live.key = null;
  live.page = window.Deckgen;
  const hasSlides = () => Boolean(document.querySelector(".slides"));

  // Frames of a speaker view go where that sends them, and followers where the presenter goes.
  live.mayFollow = () => !receiver && !(live.role === "audience" && live.isFollowing()) && !isTyping();

  function isTyping() {
    const focus = document.activeElement;
    return Boolean(focus && (focus.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(focus.tagName)));
  }

  // The list of decks has no state that would be lost.
  async function loadList() {
    const text = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(text, "text/html");
    document.querySelector("main").replaceWith(document.adoptNode(fresh.querySelector("main")));
    live.build = JSON.parse(fresh.getElementById("deckgen").textContent).live.build;
  }

  function reload() {
    if (hasSlides()) live.page.flushAddress();
    location.reload();
  }

  // A page that a patch does not fit is loaded anew rather than left wrong.
  function apply(patch) {
    try {
      live.apply(patch);
    } catch (error) {
      console.warn(error);
      reload();
    }
    if (live.early) live.obey(live.early);
  }

  function take(patch) {
    live.role = patch.role;
    if (patch.reload) {
      if (live.info.page === "index.html" && !hasSlides()) return loadList();
      return reload();
    }
    live.build = patch.build;
    live.key = patch.key;
    if (hasSlides()) apply(patch);
    if (!receiver && patch.role === "author") live.showFindings(patch.errors, patch.findings);
  }

  async function catchUp() {
    again = asking;
    if (asking) return;
    asking = true;
    try {
      const query = new URLSearchParams({ page: live.info.page, from: live.build });
      const answer = await fetch("/_deckgen/patch?" + query);
      if (answer.ok) {
        const patch = await answer.json();
        if (patch.from === live.build || patch.reload) await take(patch);
        else again = true;
      }
    } catch {
      // The server is away; the stream will say when it is back.
    }
    asking = false;
    if (again) catchUp();
  }

  live.receive = function ({ decks, patch, goto, position }) {
    const deck = decks[live.info.page];
    if (deck !== undefined) live.onLost(deck === null, "this deck is gone");
    if (deck === null) return;
    if (deck && deck.build !== live.build) {
      if (asking) again = true;
      else if (patch && patch.page === live.info.page && patch.from === live.build) take(patch);
      else if (deck.key === live.key) live.build = deck.build; // the server was started anew
      else catchUp();
    }
    if (goto && goto.page === live.info.page && !receiver) live.show(document.getElementById(goto.slide));
    if (position && !receiver && hasSlides()) live.obey(position);
  };

  // A page that the browser has kept and shows again.
  function comeBack() {
    live.listen();
    catchUp();
  }

  live.onLost = function (lost, why = "the preview has stopped; waiting for it") {
    if (!receiver && (lost || document.getElementById("deckgen-live"))) live.badge("lost", lost ? why : "");
  };

  function bindReveal() {
    for (const event of ["slidechanged", "fragmentshown", "fragmenthidden"]) Reveal.on(event, live.reportPosition);
    Reveal.on("slidechanged", live.showFit);
    live.reportPosition();
    live.reportFit(live.slides());
  }

  async function start() {
    live.listen();
    await catchUp();
    addEventListener("pageshow", (event) => event.persisted && comeBack());
    if (receiver || !hasSlides()) return;
    if (live.role === "audience") live.offerFollowing();
    else if (window.Reveal) {
      live.page.measured = live.reportFit;
      if (Reveal.isReady()) bindReveal();
      else Reveal.on("ready", bindReveal);
    }
  }

  start();
})((window.DeckgenLive ||= {}));
