// Mistakes and crowded slides, shown over the page. The text is the deck's, so it is never taken for HTML.
(function (live) {
  "use strict";
  const SMALL = 0.7; // Slides that are set smaller than this are told.
  const PAUSE = 300; // Milliseconds in which findings about slides are gathered.
  let host = null;
  let parts = null;
  let told = ""; // The errors that the reader has folded away.
  const reported = new Map();
  let waiting = 0;

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

  // A tree of its own keeps the theme's rules out.
  function open() {
    if (host) return;
    host = element("aside", { id: "deckgen-live" });
    host.setAttribute("aria-label", "Preview");
    const shadow = host.attachShadow({ mode: "open" });
    const panel = element("div", { className: "panel", hidden: true, tabIndex: -1 });
    const names = ["lost", "fit", "warnings", "follow"];
    parts = { panel };
    for (const name of names) parts[name] = element("button", { className: "badge " + name, type: "button", hidden: true });
    for (const name of ["lost", "fit"]) parts[name].tabIndex = -1;
    const badges = element("div", { className: "badges" }, ...names.map((name) => parts[name]));
    shadow.append(element("link", { rel: "stylesheet", href: "/_deckgen/live.css" }), panel, badges);
    // Keys that are meant for a button or the panel do not move the slides.
    host.addEventListener("keydown", onKey);
    addEventListener("keydown", onEscape, true);
    document.body.append(host);
  }

  function onEscape(event) {
    if (event.key !== "Escape" || parts.panel.hidden) return;
    event.stopImmediatePropagation();
    fold(document.activeElement === host);
  }

  function onKey(event) {
    const scrolls = ["ArrowUp", "ArrowDown", "PageUp", "PageDown"].includes(event.key) && !parts.panel.hidden;
    if (scrolls || event.key === "Enter" || event.key === " ") event.stopPropagation();
  }

  live.badge = function (name, text, onclick) {
    open();
    const badge = parts[name];
    badge.hidden = !text;
    badge.textContent = text || "";
    badge.onclick = onclick || null;
    return badge;
  };

  function marked({ source, mark }) {
    const letters = [...source];
    const [start, end] = mark || [0, 0];
    const text = (from, to) => letters.slice(from, to).join("");
    const line = element("code", {}, text(0, start), element("mark", {}, text(start, Math.max(end, start + 1)) || " "), text(Math.max(end, start + 1)));
    const box = element("pre", { tabIndex: 0 }, line);
    box.setAttribute("aria-label", "Source");
    box.setAttribute("role", "group");
    return box;
  }

  function item(finding) {
    const place = finding.file ? `${finding.file}:${finding.line}:${finding.column}` : "";
    return element(
      "li",
      { className: finding.severity },
      element("p", { className: "message" }, element("strong", {}, finding.severity), " ", finding.message),
      place ? element("p", { className: "place" }, place) : null,
      finding.source ? marked(finding) : null,
      finding.hint ? element("p", { className: "hint" }, finding.hint) : null,
    );
  }

  // The focus goes to the badge only for who uses the keyboard: it takes keys from the slides.
  function fold(byKey) {
    parts.panel.hidden = true;
    told = parts.panel.dataset.told;
    if (byKey) parts.warnings.focus();
    else host.shadowRoot.activeElement?.blur();
  }

  function unfold(findings, title, role) {
    const close = element("button", { className: "close", type: "button", onclick: (event) => fold(event.detail === 0) }, "Hide");
    parts.panel.setAttribute("role", role);
    parts.panel.setAttribute("aria-label", title);
    parts.panel.dataset.told = JSON.stringify(findings);
    parts.panel.replaceChildren(element("header", {}, element("h2", {}, title), close), element("ul", {}, ...findings.map(item)));
    parts.panel.hidden = false;
  }

  // Errors lie over the slides until they are mended or folded away; the rest is a quiet badge.
  live.showFindings = function (errors, findings) {
    if (!findings.length && !host) return;
    open();
    const wrong = findings.filter((finding) => finding.severity === "error");
    const warnings = findings.filter((finding) => finding.severity === "warning");
    const bad = errors ? wrong : warnings;
    const title = errors ? count(wrong.length, "error") : count(warnings.length, "warning");
    const label = errors && live.slides().length ? `${title}: these are the last good slides` : title;
    live.badge("warnings", bad.length || errors ? title : "", (event) => (parts.panel.hidden ? show() : fold(event.detail === 0)));
    parts.warnings.classList.toggle("error", errors);
    const show = () => {
      unfold(findings, label, errors ? "alert" : "region");
      if (!errors) parts.panel.focus();
    };
    if (errors && told !== JSON.stringify(findings)) show();
    else parts.panel.hidden = true;
    if (!errors) told = "";
  };

  function fitOf(slide) {
    const { fit } = slide.dataset;
    if (fit === "scroll") return { slide: slide.id, fit: "scroll", over: slide.over || 0 };
    return fit && Number(fit) < SMALL ? { slide: slide.id, fit: Number(fit), over: 0 } : null;
  }

  // The slide that is shown, if it is crowded.
  live.showFit = function () {
    if (!live.isDeck() || live.role !== "author" || !Reveal.getCurrentSlide()) return;
    const fit = fitOf(Reveal.getCurrentSlide());
    if (!fit && !host) return;
    const text = fit && (fit.fit === "scroll" ? `${fit.over} px too large: it scrolls` : `set at ${Math.round(fit.fit * 100)} % of its size`);
    live.badge("fit", text);
  };

  // Slides were measured: the terminal hears of those that are crowded, once.
  live.reportFit = function (slides) {
    live.showFit();
    if (live.role !== "author") return;
    const fresh = [];
    for (const slide of slides) {
      const fit = fitOf(slide);
      const known = reported.get(slide.id);
      const now = fit && JSON.stringify(fit);
      if (now && now !== known) fresh.push(fit);
      reported.set(slide.id, now);
    }
    if (!fresh.length) return;
    live.crowded = [...(live.crowded || []), ...fresh];
    waiting ||= setTimeout(() => {
      live.send("fit", { page: live.info.page, build: live.build, slides: live.crowded });
      live.crowded = [];
      waiting = 0;
    }, PAUSE);
  };
})((window.DeckgenLive ||= {}));
