/* A textarea marked data-autosize is as tall as its text. */
"use strict";

(function () {
  function fit(area) {
    if (!area.offsetParent) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }

  function fitAll(root) {
    for (const area of root.querySelectorAll("textarea[data-autosize]")) fit(area);
  }

  fitAll(document);
  document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-autosize]")) fit(event.target); });
  document.addEventListener("reset", (event) => setTimeout(() => fitAll(event.target)));
  document.addEventListener("toggle", (event) => fitAll(event.target), true);
  document.body.addEventListener("htmx:load", (event) => fitAll(event.target));
})();
