// The search of the list page: all slides' text, also where the page is opened as a file. What it looks
// through is a script of its own that is loaded when somebody first goes to the field.
//
// The list may be replaced as a whole (by the preview), so its elements are looked up when needed.
(function () {
  "use strict";
  const MOST = 50; // So many results are shown.
  const PAUSE = 60; // After the last key, in milliseconds.
  const BEFORE = 50; // Characters shown before the first word that was found.
  const AROUND = 180; // Characters shown in all.
  const LETTER = /[\p{L}\p{N}]/u;
  const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g; // Accents and vowel signs.
  const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]/; // Scripts without spaces.
  let slides = null;
  let loadedFor = null;
  let loads = 0;
  let timer = 0;

  const field = () => document.getElementById("search");
  const results = () => document.querySelector(".results");
  const links = () => [...document.querySelectorAll(".results a")];

  const ALIKE = { "ß": "ss", "ς": "σ", "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"' };

  // Without case, accents and the like.
  function fold(text) {
    return text.normalize("NFKD").replace(MARKS, "").toLowerCase().replace(/[ßς’‘“”„]/g, (c) => ALIKE[c]);
  }

  // The index calls this.
  window.deckgenSearch = function (decks) {
    const of = ([page, deck, list]) => list.map(([id, title, text]) => ({
      address: id === "title-slide" ? page : page + "#/" + encodeURIComponent(id),
      deck, title, text,
      folded: { deck: fold(deck), title: fold(title), text: fold(text) },
    }));
    slides = decks.flatMap(of);
    search();
  };

  function load() {
    const form = field().form;
    if (loadedFor === form) return;
    loadedFor = form;
    const script = document.createElement("script");
    script.src = form.dataset.index + (loads++ ? "?" + loads : "");
    script.onerror = () => {
      loadedFor = null;
      tell("The search could not be loaded.");
    };
    document.head.append(script);
  }

  // Short words count only where a word begins.
  const inside = (term) => term.length > 2 || UNSPACED.test(term);

  // The places of a term in a folded text, at the beginnings of words if there are such.
  function places(text, term) {
    const all = [];
    const starts = [];
    for (let at = text.indexOf(term); at >= 0 && all.length < 200; at = text.indexOf(term, at + term.length)) {
      if (at === 0 || !LETTER.test(text[at - 1])) starts.push(at);
      else if (inside(term)) all.push(at);
    }
    return starts.length ? starts : all;
  }

  // 2 where a word begins with the term, 1 where it is anywhere else.
  function rank(text, term) {
    const [first] = places(text, term);
    if (first === undefined) return 0;
    return first === 0 || !LETTER.test(text[first - 1]) ? 2 : 1;
  }

  function score({ folded }, terms) {
    let total = 0;
    let own = 0;
    for (const term of terms) {
      const here = 8 * rank(folded.title, term) + 2 * rank(folded.text, term);
      const all = here + rank(folded.deck, term);
      if (!all) return 0;
      own += here;
      total += all;
    }
    return own && total;
  }

  // The text with the terms marked, cut around the first of them if `cut` says so.
  function marked(text, terms, cut) {
    let folded = "";
    const origin = []; // Where each unit of the folded text comes from.
    let at = 0;
    for (const c of text) {
      const small = fold(c);
      for (let n = 0; n < small.length; n++) origin.push(at);
      folded += small;
      at += c.length;
    }
    origin.push(at);
    const ranges = terms.flatMap((term) => places(folded, term).map((start) => [origin[start], origin[start + term.length]]));
    ranges.sort((a, b) => a[0] - b[0]);
    const [start, end] = cut ? around(text, ranges[0]) : [0, text.length];
    const out = document.createDocumentFragment();
    let done = start;
    if (start > 0) out.append("… ");
    for (const [from, to] of ranges) {
      if (from < done || to > end) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      out.append(text.slice(done, from), mark);
      done = to;
    }
    out.append(text.slice(done, end), end < text.length ? " …" : "");
    return out;
  }

  // A part of the text that starts and ends between words, if they have spaces.
  function around(text, first) {
    let start = first ? Math.max(0, first[0] - BEFORE) : 0;
    const space = text.indexOf(" ", start);
    if (start > 0 && space >= 0 && space < first[0]) start = space + 1;
    let end = Math.min(text.length, start + AROUND);
    const last = text.lastIndexOf(" ", end);
    if (end < text.length && last > start + AROUND / 2) end = last;
    return [start, end];
  }

  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }

  function item(slide, terms) {
    const link = element("a", "");
    link.href = slide.address;
    const title = slide.title || slide.deck;
    link.append(element("strong", "", marked(title, terms)));
    if (title !== slide.deck) link.append(element("span", "place", marked(slide.deck, terms)));
    if (slide.text) link.append(element("span", "words", marked(slide.text, terms, true)));
    for (const part of link.children) part.dir = "auto";
    return element("li", "", link);
  }

  function tell(text) {
    const status = results().querySelector("[role=status]");
    if (status.textContent !== text) status.textContent = text;
  }

  const plural = (number, noun) => number + " " + noun + (number === 1 ? "" : "s");

  function search() {
    const words = field().value.trim();
    const terms = [...new Set(fold(words).split(/\s+/).filter(Boolean))].slice(0, 8);
    results().hidden = !terms.length;
    document.querySelector(".all").hidden = terms.length > 0;
    remember(words);
    const list = results().querySelector("ol");
    if (!terms.length || !slides) {
      list.replaceChildren();
      return tell(terms.length ? "Searching" : "");
    }
    const found = slides.map((slide) => ({ slide, score: score(slide, terms) })).filter((one) => one.score > 0);
    found.sort((a, b) => b.score - a.score);
    list.replaceChildren(...found.slice(0, MOST).map((one) => item(one.slide, terms)));
    const decks = new Set(found.map((one) => one.slide.address.split("#")[0])).size;
    const rest = found.length > MOST ? ", the best " + MOST + " are shown" : "";
    tell(found.length ? plural(found.length, "slide") + " in " + plural(decks, "deck") + rest : "Nothing found");
  }

  // Without the pause after the last letter: a later search would take away the result that was reached.
  function searchNow() {
    clearTimeout(timer);
    search();
  }

  // So that the results are there again when the reader comes back from one.
  function remember(words) {
    const address = words ? "#q=" + encodeURIComponent(words) : location.pathname + location.search;
    try {
      if (words || location.hash.startsWith("#q=")) history.replaceState(null, "", address);
    } catch {
      // A sandboxed frame may have no history to write.
    }
  }

  function move(event, step) {
    const all = links();
    const next = all.indexOf(document.activeElement) + step;
    const target = next < 0 ? field() : all[next];
    if (!target) return;
    event.preventDefault();
    target.focus();
  }

  function onKey(event) {
    if (!field() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target === field();
    const chosen = links().includes(event.target);
    if (event.key === "/" && !typing && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      event.preventDefault();
      field().focus();
      field().select();
    } else if (event.key === "ArrowDown" && (typing || chosen)) {
      if (typing) searchNow();
      move(event, 1);
    } else if (event.key === "ArrowUp" && chosen) move(event, -1);
    else if (event.key === "Escape" && (typing || chosen)) {
      if (typing) field().value = "";
      if (typing) searchNow();
      field().focus();
    } else if (event.key === "Enter" && typing) {
      event.preventDefault();
      searchNow();
      if (links()[0]) links()[0].click();
    }
  }

  addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => event.target === field() && load());
  document.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    load();
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });

  document.documentElement.classList.add("searches");
  if (field() && location.hash.startsWith("#q=")) {
    try {
      field().value = decodeURIComponent(location.hash.slice(3));
    } catch {
      // Not written by us.
    }
  }
  // Browsers may also have kept what was in the field.
  if (field() && field().value) {
    load();
    search();
  }
})();
