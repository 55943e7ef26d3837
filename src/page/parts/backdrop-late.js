// A page that is one file has each picture once; the layers for paper and the reading page take it from the slide.
(function () {
  "use strict";
  for (const layer of document.querySelectorAll(".backdrop > .late")) {
    const { backgroundImage, background } = layer.closest("section").dataset;
    layer.style.backgroundImage = `url("${backgroundImage || background}")`;
  }
})();
