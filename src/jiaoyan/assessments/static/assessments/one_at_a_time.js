/* Marks on a phone: one pupil at a time instead of a card for each of forty. All rows stay in the form; the others are only out of sight.
   On a desk, and without this script, the grid is as it was. */
(function () {
  "use strict";

  const phone = window.matchMedia("(max-width: 40rem)");
  const home = document.querySelector("[data-one-at-a-time]");
  const grid = home?.querySelector(".grid");
  const rows = [...(grid?.querySelectorAll("tbody tr") ?? [])];
  if (rows.length < 2) return;

  const fields = (row) => [...row.querySelectorAll(".grid-field:not([readonly])")];
  const marks = (row) => fields(row).filter((field) => field.tagName === "TEXTAREA");
  const told = (row, name) => row.querySelector(`[name$="-${name}"]`)?.value.trim() ?? "";
  const wrong = (row) => row.querySelector("[aria-invalid]") !== null;
  const done = (row) => told(row, "reason") !== "" || marks(row).every((field) => field.value.trim() !== "");

  const made = (tag, more) => Object.assign(document.createElement(tag), more);
  const list = made("select", { id: "one-at-a-time" });
  const label = made("label", { htmlFor: list.id });
  const top = made("p", { className: "one-pupil" });
  const bar = made("p", { className: "one-pupil row" });
  const back = made("button", { type: "button", className: "button", textContent: "上一名" });
  const next = made("button", { type: "button", className: "button", textContent: "下一名" });
  let here = 0;

  function name(row, number) {
    const state = wrong(row) ? "（要改）" : done(row) ? "（已填）" : "";
    return `${told(row, "seat") || number + 1}　${told(row, "name")}${state}`;
  }

  function count() {
    label.textContent = `已填${rows.filter(done).length}名，共${rows.length}名`;
    list.options[here].textContent = name(rows[here], here);
  }

  /** Shows one row; `into`: the field to begin with, if any. */
  function show(number, into) {
    here = Math.min(Math.max(number, 0), rows.length - 1);
    rows.forEach((row, each) => row.classList.toggle("is-here", each === here));
    list.value = String(here);
    back.disabled = here === 0;
    next.disabled = here === rows.length - 1;
    count();
    if (into) { top.scrollIntoView({ block: "start" }); into.focus(); }
  }

  function step(by) {
    const to = rows[here + by];
    if (to) show(here + by, fields(to)[0]);
  }

  /** The return key of a phone goes on to the next item, and after the last one to the next pupil. */
  function onReturn(event) {
    if (event.key !== "Enter" || event.isComposing || !phone.matches || event.target.tagName !== "TEXTAREA") return;
    const each = marks(rows[here]), place = each.indexOf(event.target);
    if (place < 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (place < each.length - 1) each[place + 1].focus();
    else step(1);
  }

  rows.forEach((row, number) => list.add(new Option(name(row, number), String(number))));
  top.append(label, list);
  bar.append(back, next);
  grid.querySelector(".grid-scroll").before(top);
  grid.querySelector(".grid-scroll").after(bar);
  list.addEventListener("change", () => show(Number(list.value), fields(rows[Number(list.value)])[0]));
  back.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => step(1));
  grid.addEventListener("input", count);
  grid.addEventListener("keydown", onReturn, true);
  grid.addEventListener("click", (event) => {
    const link = event.target.closest(".grid-summary a");
    const row = link && document.querySelector(link.hash)?.closest("tr");
    if (row) show(rows.indexOf(row));
  }, true);
  const keyboard = () => rows.flatMap(marks).forEach((field) => { field.inputMode = phone.matches ? "decimal" : ""; });
  phone.addEventListener("change", keyboard);
  keyboard();
  const first = rows.findIndex(wrong), open = rows.findIndex((row) => !done(row));
  show(first >= 0 ? first : Math.max(open, 0));
  home.setAttribute("data-ready", "");
})();
