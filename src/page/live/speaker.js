// The speaker view: this slide, the next, notes and time. It moves the slides and follows them.
(function () {
  "use strict";
  const RETRY = 1000; // Milliseconds until a lost stream is tried again.
  const page = new URLSearchParams(location.search).get("page");
  const me = Math.random().toString(36).slice(2);
  const get = (id) => document.getElementById(id);
  const [now, next] = [get("now"), get("next")];
  let started = Date.now();
  let early = null; // a position whose slide is still to come

  const reveal = (frame) => frame.contentWindow && frame.contentWindow.Reveal;
  const isReady = (frame) => Boolean(reveal(frame) && reveal(frame).isReady && reveal(frame).isReady());
  const slideOf = (frame) => reveal(frame).getCurrentSlide();
  const section = (frame, id) => frame.contentDocument.getElementById(id);

  function open(frame) {
    const folder = page.replace(/index\.html$/, "").split("/").map(encodeURIComponent).join("/");
    frame.src = "/" + folder + "?receiver";
  }

  function starts(frame) {
    return new Promise((ready) => {
      const look = setInterval(() => {
        if (!isReady(frame)) return;
        clearInterval(look);
        reveal(frame).configure({ controls: false, progress: false, transition: "none", backgroundTransition: "none" });
        ready();
      }, 50);
    });
  }

  function go(frame, id, step) {
    const slide = section(frame, id);
    if (!slide) return;
    const { h, v } = reveal(frame).getIndices(slide);
    reveal(frame).slide(h, v, step ?? undefined);
  }

  const clockText = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const timing = (slide) => Number(slide.dataset.timing) || 0;

  // The times that the deck gives its slides, against the clock.
  function showBudget(elapsed) {
    const slides = reveal(now).getSlides();
    const all = slides.reduce((sum, slide) => sum + timing(slide), 0);
    get("budget").hidden = !all;
    if (!all) return;
    const here = slides.indexOf(slideOf(now));
    const due = slides.slice(0, here + 1).reduce((sum, slide) => sum + timing(slide), 0);
    const left = due - elapsed;
    const ahead = left - timing(slides[here]);
    const text = ahead > 0 ? `${clockText(ahead)} ahead` : left >= 0 ? `${clockText(left)} left for this slide` : `${clockText(-left)} behind`;
    get("budget").textContent = text;
    get("budget").classList.toggle("late", left < 0);
  }

  function tick() {
    const elapsed = (Date.now() - started) / 1000;
    get("clock").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    get("elapsed").textContent = clockText(elapsed);
    if (isReady(now)) showBudget(elapsed);
  }

  // The next slide, or this one at its next step.
  function showNext() {
    const { f } = reveal(now).getIndices();
    const end = reveal(now).isLastSlide() && !reveal(now).availableFragments().next;
    next.hidden = end;
    get("end").hidden = !end;
    const { id } = slideOf(now);
    if (end || !isReady(next) || !section(next, id)) return;
    go(next, id, f);
    reveal(next).next();
  }

  function showNotes(slide) {
    const notes = [...slide.querySelectorAll("aside.notes")].flatMap((notes) => [...notes.childNodes]);
    if (notes.length) get("notes").replaceChildren(...notes.map((part) => document.importNode(part, true)));
    else get("notes").textContent = "No notes for this slide.";
  }

  function show() {
    const slide = slideOf(now);
    if (!slide) return;
    const slides = reveal(now).getSlides();
    const heading = slide.querySelector("h1, h2, h3, h4, h5, h6");
    get("number").textContent = `${slides.indexOf(slide) + 1} / ${slides.length}`;
    get("title").textContent = heading ? heading.textContent : "";
    get("back").disabled = reveal(now).isFirstSlide() && !reveal(now).availableFragments().prev;
    showNotes(slide);
    showNext();
    tick();
  }

  function tell() {
    const body = { page, slide: slideOf(now).id, step: reveal(now).getIndices().f ?? -1, by: "speaker", from: me };
    fetch("/_deckgen/position", { method: "POST", body: JSON.stringify(body) }).catch(() => {});
  }

  function move(way) {
    if (!isReady(now)) return;
    reveal(now)[way]();
    show();
    tell();
  }

  function obey(position) {
    if (position.page !== page || position.from === me) return;
    early = isReady(now) && section(now, position.slide) ? null : position;
    if (early) return;
    go(now, position.slide, position.step);
    show();
  }

  function listen() {
    const source = new EventSource("/_deckgen/events");
    source.onopen = () => (get("lost").hidden = true);
    source.onerror = () => {
      get("lost").hidden = false;
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, RETRY);
    };
    source.onmessage = (event) => {
      const { position } = JSON.parse(event.data);
      if (position) obey(position);
    };
    addEventListener("pagehide", () => source.close());
  }

  function keepUp() {
    if (early) obey(early);
    if (isReady(now)) show();
  }

  // The frames change by themselves when the deck is edited; what is taken from them must too.
  function watch(frame) {
    let timer = 0;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(keepUp, 30);
    };
    new MutationObserver(later).observe(frame.contentDocument.querySelector(".slides"), { childList: true, subtree: true, characterData: true });
  }

  // Also when a frame has loaded its deck anew.
  async function attach(frame) {
    await starts(frame);
    watch(frame);
    keepUp();
  }

  function bindSwipes() {
    let from = null;
    addEventListener("touchstart", (event) => (from = event.touches.length === 1 ? event.touches[0] : null), { passive: true });
    addEventListener("touchend", (event) => {
      if (!from) return;
      const [x, y] = [event.changedTouches[0].clientX - from.clientX, event.changedTouches[0].clientY - from.clientY];
      if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) move(x < 0 ? "next" : "prev");
    });
  }

  function bind() {
    get("back").onclick = () => move("prev");
    get("forward").onclick = () => move("next");
    get("reset").onclick = () => ((started = Date.now()), tick());
    const keys = { ArrowRight: "next", PageDown: "next", " ": "next", n: "next", ArrowLeft: "prev", PageUp: "prev", p: "prev" };
    addEventListener("keydown", (event) => {
      const onButton = event.key === " " && event.target.closest("button, #notes");
      if (!keys[event.key] || onButton || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      move(keys[event.key]);
    });
    bindSwipes();
  }

  async function start() {
    bind();
    setInterval(tick, 500);
    open(now);
    open(next);
    await Promise.all([attach(now), attach(next)]);
    for (const frame of [now, next]) frame.onload = () => attach(frame);
    listen();
  }

  start();
})();
