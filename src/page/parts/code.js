// Steps of code: as many lists of lines as there are empty fragments behind the code, and one more. When
// one of those is shown or hidden, the lines of that step stand out (`lit`).
(function () {
  "use strict";
  function light(pre) {
    const step = "s" + pre.querySelectorAll(".code-step.visible").length;
    for (const line of pre.querySelectorAll(".line")) line.classList.toggle("lit", line.classList.contains(step));
  }

  const changed = (records) => {
    const steps = records.map((record) => record.target).filter((element) => element.classList.contains("code-step"));
    new Set(steps.map((step) => step.closest("pre"))).forEach((pre) => pre && light(pre));
  };

  // reveal.js tells of fragments in several ways; a change of their class is what all have in common.
  const slides = document.querySelector(".slides");
  new MutationObserver(changed).observe(slides, { subtree: true, attributes: true, attributeFilter: ["class"] });
})();
