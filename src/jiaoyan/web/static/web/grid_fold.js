/* On a desk a page with a wide grid begins with the side folded to its icons (grid.css does that); one button unfolds it, and the choice is kept. */
(function () {
  "use strict";

  const KEPT = "jiaoyan-side";
  const shell = document.querySelector(".wide .shell:has(.grid)");
  const side = shell?.querySelector(".side");
  if (!side || side.querySelector(".side-fold")) return;

  const recall = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  const keep = (value) => { try { localStorage.setItem(KEPT, value); } catch { /* private windows keep nothing */ } };
  const button = document.createElement("button");
  button.type = "button";
  button.className = "side-fold";

  function show(open) {
    shell.classList.toggle("side-open", open);
    button.setAttribute("aria-expanded", String(open));
    button.replaceChildren(Object.assign(document.createElement("span"), { className: "side-fold-sign", textContent: open ? "«" : "»" }),
      Object.assign(document.createElement("span"), { className: "side-fold-word", textContent: open ? "收起导航" : "展开导航" }));
    button.firstElementChild.setAttribute("aria-hidden", "true");
    button.title = open ? "收起导航" : "展开导航";
    side.querySelectorAll(".side-list .side-link").forEach((link) => { link.title = open ? "" : link.textContent.trim(); });
  }

  button.addEventListener("click", () => {
    const open = !shell.classList.contains("side-open");
    show(open);
    keep(open ? "open" : "folded");
  });
  show(recall() === "open");
  side.prepend(button);
})();
