// Where presenters are: told by the author's page and the speaker view, obeyed by those who follow.
(function (live) {
  "use strict";
  const PAUSE = 100; // Milliseconds between two reports.
  live.me = Math.random().toString(36).slice(2);
  let last = ""; // Where we are because we were told so, or have told.
  let timer = 0;
  let following = new URLSearchParams(location.search).has("follow");

  live.send = function (what, body) {
    return fetch("/_deckgen/" + what, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }).catch(() => {});
  };

  const here = () => ({ slide: Reveal.getCurrentSlide().id, step: Reveal.getIndices().f ?? -1 });

  // At once, and then not again for a while; the last position is always told.
  function report() {
    clearTimeout(timer);
    timer = 0;
    if (!Reveal.getCurrentSlide()) return;
    const now = here();
    if (JSON.stringify(now) === last) return;
    last = JSON.stringify(now);
    timer = setTimeout(report, PAUSE);
    live.send("position", { page: live.info.page, ...now, by: "page", from: live.me });
  }

  live.reportPosition = function () {
    if (live.role === "author" && !timer) report();
  };

  const obeys = (position) => (live.role === "author" ? position.by === "speaker" && !position.old : following);

  live.position = null; // the latest of another
  live.early = null; // one that names a slide which is still to come
  live.obey = function (position) {
    if (position.page !== live.info.page || position.from === live.me) return;
    live.position = position;
    if (!obeys(position)) return;
    const slide = document.getElementById(position.slide);
    live.early = slide ? null : position;
    if (!slide) return;
    last = JSON.stringify({ slide: position.slide, step: position.step });
    live.show(slide, position.step ?? undefined);
    if (!live.isDeck()) slide.scrollIntoView();
  };

  // While the audience follows, the presenter alone moves the page.
  live.offerFollowing = function () {
    const set = (on) => {
      following = on;
      const badge = live.badge("follow", on ? "Following the presenter" : "Follow the presenter", () => set(!on));
      badge.setAttribute("aria-pressed", String(on));
      if (on && live.position) live.obey(live.position);
    };
    set(following);
  };

  live.isFollowing = () => following;
})((window.DeckgenLive ||= {}));
