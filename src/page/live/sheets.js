// Style sheets are exchanged without a moment in which the page has none.
(function (live) {
  "use strict";
  const PATIENCE = 3000; // Longest wait for new sheets, in milliseconds, before the old ones go.
  let wanted = [];

  const links = () => [...document.head.querySelectorAll('link[rel="stylesheet"]')];
  const isBehind = (link, other) => Boolean(other.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING);

  function put(link, last) {
    if (last) last.after(link);
    else links()[0].before(link);
  }

  function load(address, last) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    const loaded = new Promise((done) => (link.onload = link.onerror = done));
    put(link, last);
    return { link, loaded };
  }

  // New sheets load beside the old ones, which go when all are there. By then others may be wanted.
  live.exchangeSheets = function (addresses) {
    wanted = addresses;
    const here = new Map(links().map((link) => [link.getAttribute("href"), link]));
    const waiting = [];
    let last = null;
    for (const address of addresses) {
      const link = here.get(address);
      if (link) {
        // A sheet that is moved is loaded again.
        if (last && !isBehind(link, last)) put(link, last);
        last = link;
      } else {
        const fresh = load(address, last);
        waiting.push(fresh.loaded);
        last = fresh.link;
      }
    }
    const late = new Promise((done) => setTimeout(done, PATIENCE));
    Promise.race([Promise.all(waiting), late]).then(() => {
      if (wanted !== addresses) return;
      links().forEach((link) => addresses.includes(link.getAttribute("href")) || link.remove());
      live.page.refit();
    });
  };
})((window.DeckgenLive ||= {}));
