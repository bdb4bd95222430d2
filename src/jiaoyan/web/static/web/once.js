/* A double tap sends a form once: while the first sending is on its way, further ones are swallowed.
   Sendings that a script takes over (htmx, the draft check, the grid) cancel the event and are let be; they have their own way of waiting. */
"use strict";

(function () {
  const ANSWER_MS = 8000; /* a file to download answers without leaving the page; then the form may be sent again */
  const onTheirWay = new WeakMap();

  function arrived(form) {
    clearTimeout(onTheirWay.get(form));
    onTheirWay.delete(form);
  }

  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (onTheirWay.has(form)) {
      event.preventDefault();
      return;
    }
    setTimeout(() => { /* when every listener has had its say */
      if (!event.defaultPrevented) onTheirWay.set(form, setTimeout(arrived, ANSWER_MS, form));
    });
  });

  /* Back from the next page: the form is as good as new. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) arrived(form);
  });
})();
