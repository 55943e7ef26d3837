// The stream of events from the server.
//
// Browsers allow six connections to a host, and a stream holds one for as long as the page is open. So one
// page of the browser, which holds a lock, has the stream and passes everything on to the others. Where
// there are no locks (on plain http from another computer) each page has its own.
(function (live) {
  "use strict";
  const PATIENCE = 2000; // Milliseconds without the server before the page says so.
  const AGAIN = 1000; // Milliseconds until a stream that was refused is tried again.
  const NAME = "deckgen-live";
  let lost = 0;
  let channel = null;
  let waiting = false; // for the lock, or holding it

  // The browser tries again by itself, and fails again, many times.
  function setLost(now) {
    if (now) lost ||= setTimeout(() => live.onLost(true), PATIENCE);
    else {
      clearTimeout(lost);
      lost = 0;
      live.onLost(false);
    }
  }

  function open(tell) {
    const source = new EventSource("/_deckgen/events");
    source.onopen = () => tell({ lost: false });
    source.onmessage = (event) => tell({ message: JSON.parse(event.data) });
    source.onerror = () => {
      tell({ lost: true });
      if (source.readyState === EventSource.CLOSED) setTimeout(() => open(tell), AGAIN);
    };
    addEventListener("pagehide", () => source.close(), { once: true });
  }

  function hear({ message, lost: gone }) {
    if (message) live.receive(message);
    else setLost(gone);
  }

  function join() {
    channel = new BroadcastChannel(NAME);
    channel.onmessage = (event) => hear(event.data);
  }

  function relay(news) {
    hear(news);
    channel.postMessage(news);
  }

  // Held until the page goes; the next page in the row has the lock then.
  const lead = () =>
    new Promise((leave) => {
      open(relay);
      addEventListener("pagehide", leave, { once: true });
    });

  live.listen = function () {
    if (!navigator.locks || !window.BroadcastChannel) return open(hear);
    if (!channel) join();
    if (waiting) return;
    waiting = true;
    navigator.locks
      .request(NAME, lead)
      .catch(() => open(hear))
      .finally(() => (waiting = false));
  };
})((window.DeckgenLive ||= {}));
