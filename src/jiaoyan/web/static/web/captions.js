/* The caption beside a date input: weekday and, from the weeks the server put into the page, the teaching week. It computes no week itself. */
"use strict";

(function () {
  const weekdays = ["日", "一", "二", "三", "四", "五", "六"];
  const weeks = new Map((document.body.dataset.weeks || "").trim().split(/\s+/).filter(Boolean).map((pair) => pair.split("=")));

  function caption(iso) {
    const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso);
    if (!match) return "";
    const day = new Date(Date.UTC(+match[1], +match[2] - 1, +match[3]));
    const weekday = day.getUTCDay();
    const monday = new Date(day.getTime() - ((weekday + 6) % 7) * 86400000).toISOString().slice(0, 10);
    const week = weeks.get(monday);
    return `星期${weekdays[weekday]}${week ? ` 第${week}周` : ""}`;
  }

  function fill(input) {
    const place = document.querySelector(`[data-caption-of="${CSS.escape(input.id)}"]`);
    if (place) place.textContent = caption(input.value);
  }

  function fillAll(root) {
    for (const input of root.querySelectorAll("input[type=date][id]")) fill(input);
  }

  window.jiaoyanCaption = caption;
  fillAll(document);
  document.addEventListener("input", (event) => { if (event.target.matches("input[type=date][id]")) fill(event.target); });
  document.addEventListener("reset", (event) => setTimeout(() => fillAll(event.target)));
  document.body.addEventListener("htmx:load", (event) => fillAll(event.target));
})();
