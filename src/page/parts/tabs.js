// Tabs: a click or an arrow key shows another panel (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/).
(function () {
  "use strict";

  function select(tab) {
    for (const other of tab.parentElement.children) {
      const on = other === tab;
      other.setAttribute("aria-selected", String(on));
      other.tabIndex = on ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).classList.toggle("active", on);
    }
  }

  const tabAt = (event) => event.target.closest && event.target.closest(".tab-list > button");

  document.addEventListener("click", (event) => {
    const tab = tabAt(event);
    if (!tab) return;
    select(tab);
    if (event.detail) tab.blur(); // after a click with the mouse, keys move the slides again
  });

  // Before reveal.js sees the key.
  function press(event) {
    const tab = tabAt(event);
    if (!tab || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...tab.parentElement.children];
    const forward = getComputedStyle(tab).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const at = all.indexOf(tab);
    const next = { Home: 0, End: all.length - 1, ArrowLeft: at - 1, ArrowRight: at - 1, [forward]: at + 1 }[event.key];
    if (next === undefined && ![" ", "Enter"].includes(event.key)) return;
    event.stopImmediatePropagation();
    if (next === undefined) return; // the button's own keys
    event.preventDefault();
    const chosen = all[(next + all.length) % all.length];
    select(chosen);
    chosen.focus();
  }

  addEventListener("keydown", press, true);
})();
