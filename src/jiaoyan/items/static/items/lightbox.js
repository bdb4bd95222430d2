/* A work seen large: links alone open, change and close it (:target). With this script Esc closes, the arrow keys go on, Tab stays inside,
   and the focus goes back to the picture one is at. */
(function () {
  "use strict";

  const large = () => (location.hash.startsWith("#large-") ? document.getElementById(location.hash.slice(1)) : null);
  let shown = null;

  function sync() {
    const now = large();
    if (now === shown) return;
    const left = shown;
    shown = now;
    if (now) now.querySelector("[data-close]").focus();
    else if (left) document.querySelector(`.hung > [href="#${left.id}"]`)?.focus();
  }

  /** Goes on without filling the history: one step back always leaves the large view. */
  function go(link) {
    if (!link) return;
    location.replace(link.getAttribute("href"));
    sync();
  }

  function onKey(event) {
    sync();  // the address says what is shown; its event may still be on the way
    if (!shown || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...shown.querySelectorAll("a")];
    if (event.key === "Escape") go(shown.querySelector("[data-close]"));
    else if (event.key === "ArrowLeft") go(shown.querySelector("[data-previous]"));
    else if (event.key === "ArrowRight") go(shown.querySelector("[data-next]"));
    else if (event.key === "Tab") {
      const place = links.indexOf(document.activeElement);
      links[(place + (event.shiftKey ? links.length - 1 : 1)) % links.length].focus();
    } else return;
    event.preventDefault();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".large a");
    if (!link) return;
    event.preventDefault();
    go(link);
  });
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", sync);
  sync();
})();
