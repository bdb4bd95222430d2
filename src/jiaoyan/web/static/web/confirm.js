/* Steps that ask once: <c-confirm> opens its dialog (without script its link leads to a page), hx-confirm uses the shared one. */
"use strict";

(function () {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens-dialog]");
    const dialog = opener && opener.nextElementSibling;
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
    const closer = event.target.closest("[data-closes-dialog]");
    if (closer) closer.closest("dialog").close();
  });

  document.body.addEventListener("htmx:confirm", (event) => {
    const dialog = document.getElementById("ask");
    if (!event.detail.question || !dialog) return;
    event.preventDefault();
    document.getElementById("ask-question").textContent = event.detail.question;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") event.detail.issueRequest(true); }, { once: true });
    dialog.showModal();
  });
})();
