// Speaker view, search and zoom are loaded when they are first wanted, not with the page.
(function (page) {
  "use strict";

  function load(name, factory) {
    const url = page.config.plugins && page.config.plugins[name];
    if (!url) return Promise.reject();
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = () => resolve(window[factory]);
      script.onerror = reject;
      document.head.append(script);
    });
  }

  // A plugin is a factory, or (zoom) the plugin itself.
  function once(name, factory) {
    let loading = null;
    return () => {
      loading ||= load(name, factory).then((made) => {
        const plugin = typeof made === "function" ? made() : made;
        plugin.init(Reveal);
        return plugin;
      });
      return loading;
    };
  }

  const search = once("search", "RevealSearch");
  const zoom = once("zoom", "RevealZoom");
  const notes = once("notes", "RevealNotes");
  const has = (name) => page.config.plugins && page.config.plugins[name];

  function onKey(event) {
    if (event.key.toLowerCase() !== "f" || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    document.removeEventListener("keydown", onKey);
    search().then((plugin) => {
      plugin.open();
      document.querySelector(".searchinput").setAttribute("aria-label", "Search");
    });
  }

  // The plugin's own key: Alt is the window manager's on Linux.
  function onPress(event) {
    const key = page.config.reveal.zoomKey || (/Linux/.test(navigator.platform) ? "ctrl" : "alt");
    if (!event[key + "Key"]) return;
    event.preventDefault();
    this.removeEventListener("mousedown", onPress);
    zoom().then(() => event.target.dispatchEvent(new MouseEvent("mousedown", event)));
  }

  page.bindPlugins = function () {
    if (has("notes")) {
      Reveal.addKeyBinding({ keyCode: 83, key: "S", description: "Speaker view" }, () => notes().then((plugin) => plugin.open()));
      // The plugin does the same when it is there at the start.
      if (/[?&]notes\b/.test(location.search)) notes();
    }
    if (has("search")) {
      document.addEventListener("keydown", onKey);
      Reveal.registerKeyboardShortcut("CTRL + Shift + F", "Search");
    }
    if (has("zoom")) Reveal.getRevealElement().addEventListener("mousedown", onPress);
  };
})(window.Deckgen);
