/* The table that is edited like a spreadsheet. One `Editor` per grid: what keys, mouse and clipboard do.
   Every cell is a real field and keeps the focus, so typing, input methods and screen readers work as everywhere.
   On a phone rows are cards and fields are just fields. */
(function () {
  "use strict";

  const { Rows, Choices, Selection, clipboard, keepDraft } = window.jiaoyanGrid;
  const cards = window.matchMedia("(max-width: 40rem)");
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const FEW = 12;

  /** Desk: date fields take typed and pasted text. Phone: the system's own date picker, and short lists without a keyboard. */
  function dress(row, columns) {
    row.querySelectorAll(".grid-field").forEach((field, c) => {
      const column = columns[c];
      if (column.kind === "date") field.type = cards.matches && (!field.value || /^\d{4}-\d\d-\d\d$/.test(field.value)) ? "date" : "text";
      if (column.kind === "choice") field.inputMode = cards.matches && !column.open && column.labels.length <= FEW ? "none" : "text";
    });
  }

  class Editor extends Selection {
    constructor(root) {
      super(root, new Rows(root, () => this.changed(), dress));
      this.choices = new Choices(root, (field, label) => this.picked(field, label));
      this.status = root.querySelector("[data-grid-status]");
      this.dragging = false;
      this.entered = null;
      this.touch = false;
      this.dirty = false;
      root.setAttribute("data-ready", "");
      if (cards.matches) this.rows.trim();
      this.listen();
      this.draft = keepDraft(this);
    }

    listen() {
      const { root } = this;
      const on = (kind, handle, where = root) => where.addEventListener(kind, handle.bind(this));
      on("pointerdown", (event) => { this.touch = event.pointerType !== "mouse"; });
      on("mousedown", this.onMouseDown);
      on("mouseover", this.onMouseOver);
      on("mouseup", () => { this.dragging = false; }, document);
      on("click", this.onClick);
      on("focusin", this.onFocusIn);
      on("focusout", this.onFocusOut);
      on("input", this.onInput);
      on("compositionstart", () => { if (this.mode === "ready") this.setMode("typing"); });
      on("keydown", this.onKey);
      on("copy", this.onCopy);
      on("cut", (event) => { if (this.onCopy(event)) this.clear(); });
      on("paste", this.onPaste);
      cards.addEventListener("change", () => this.rows.list.forEach((row) => dress(row, this.rows.columns)));
    }

    changed() {
      this.dirty = true;
      this.draft?.later();
    }

    /** Back to what the server showed. */
    reset() {
      this.choices.close();
      while (this.rows.undo());
      this.rows.list.forEach((row) => this.rows.fields(row).forEach((field) => this.rows.fit(field)));
      this.dirty = false;
    }

    say(text) { this.status.textContent = text; }

    // one cell

    edit(field) {
      if (field.readOnly) return;
      this.setMode("editing");
      if (this.picksOnly(field)) field.select();
      else if (field.type !== "date") field.setSelectionRange(field.value.length, field.value.length);
      this.offer(field, "");
    }

    /** A choice from the list and nothing else: there is no text to put a caret into, so what is typed looks for another choice. */
    picksOnly(field) {
      const column = this.rows.column(field);
      return column.kind === "choice" && !column.open;
    }

    /** What stands in the field is final: journal it. */
    finish() {
      this.choices.close();
      const field = this.rows.field(...this.active);
      if (!field || field !== document.activeElement) return;
      if (field.value !== this.before) this.rows.typed(field, this.before);
      this.before = field.value;
    }

    revert(field) {
      this.choices.close();
      this.rows.put(field, this.before);
      this.begin(field, "ready");
    }

    breakLine(field) {
      if (this.rows.column(field).kind !== "long") return;
      if (this.mode === "ready") this.edit(field);
      field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    offer(field, wanted) {
      const column = this.rows.column(field);
      if (column.kind === "choice") this.choices.open(field, column.labels, wanted, !column.open && wanted !== "");
    }

    picked(field, label) {
      field.value = label;
      this.rows.fit(field);
      this.finish();
      this.begin(field, cards.matches ? "editing" : "ready");
    }

    openPicker(field) {
      if (this.rows.column(field).kind === "choice") { field.focus(); this.edit(field); return; }
      field.focus();
      field.type = "date";
      try { field.showPicker(); } catch { /* an older browser: the field itself can be typed into */ }
    }

    onInput(event) {
      const field = event.target;
      if (!field.classList.contains("grid-field")) return;
      if (this.mode === "ready") this.setMode("typing");
      this.rows.fit(field);
      this.changed();
      this.offer(field, field.value);
    }

    onFocusIn(event) {
      const field = event.target;
      if (!field.classList.contains("grid-field")) return;
      const [r, c] = this.rows.place(field);
      if (this.active[0] !== r || this.active[1] !== c || document.activeElement !== field || this.mode !== "ready") this.active = this.corner = [r, c];
      this.begin(field, cards.matches || this.touch ? "editing" : "ready");
      if (this.mode !== "editing") return;
      this.offer(field, "");
      // The finger puts the caret somewhere after this; what is typed looks for another choice, not into the old one.
      if (this.picksOnly(field) && field.inputMode !== "none") setTimeout(() => { if (document.activeElement === field) field.select(); });
    }

    onFocusOut(event) {
      const field = event.target;
      if (!field.classList.contains("grid-field")) return;
      this.choices.close();
      if (field.value !== this.before) this.rows.typed(field, this.before);
      this.before = field.value;
      if (field.type === "date" && !cards.matches) field.type = "text";
      this.setMode("ready");
    }

    // keys

    onKey(event) {
      const field = event.target;
      if (event.isComposing || event.keyCode === 229 || !field.classList.contains("grid-field")) return;
      const done = this.choices.key(event) || (cards.matches ? this.cardKey(event, field) : this.commonKey(event, field)
        || (this.mode === "ready" ? this.readyKey(event, field) : this.editKey(event, field)));
      if (done) event.preventDefault();
    }

    /** Phone: Enter goes to the next field instead of sending the form. */
    cardKey(event, field) {
      if (event.key !== "Enter" || this.rows.column(field).kind === "long") return false;
      const [r, c] = this.rows.place(field);
      (this.rows.field(r, c + 1) || this.rows.field(r + 1, 0))?.focus();
      return true;
    }

    /** Keys that mean the same in every mode. */
    commonKey(event, field) {
      const { key, shiftKey, altKey } = event;
      const ctrl = event.ctrlKey || event.metaKey;
      if (key === "Enter" && (ctrl || altKey)) { this.breakLine(field); return true; }
      if (key === "Tab" && !ctrl && !altKey) return this.tab(shiftKey ? -1 : 1);
      if (key === "Enter") { this.enter(shiftKey ? -1 : 1); return true; }
      if (altKey && !ctrl && (key === "ArrowUp" || key === "ArrowDown")) { this.shiftRows(key === "ArrowUp" ? -1 : 1); return true; }
      if (altKey && key === "Insert") { this.insert(shiftKey ? this.range.top : this.range.bottom + 1); return true; }
      if (altKey && key === "Delete") { this.remove(this.range.top, this.range.bottom); return true; }
      return false;
    }

    editKey(event, field) {
      if (event.key === "Escape") { this.revert(field); return true; }
      const step = this.mode === "typing" && !event.ctrlKey && !event.shiftKey && !event.altKey && ARROWS[event.key];
      if (step) this.move(...step);
      return Boolean(step);
    }

    readyKey(event, field) {
      const { key, shiftKey } = event;
      const ctrl = event.ctrlKey || event.metaKey;
      const go = this.target(key, ctrl, shiftKey ? this.corner : this.active);
      if (go) { if (shiftKey) this.extend(...go); else this.activate(...go); return true; }
      if (ctrl) return this.commandKey(key.toLowerCase(), shiftKey);
      if (key === "F2") this.edit(field);
      else if (key === "Delete" || key === "Backspace") this.clear();
      else if (key === "Escape") this.activate(...this.active);
      else return false;
      return true;
    }

    target(key, ctrl, [r, c]) {
      const bottom = this.rows.height - 1, right = this.rows.width - 1;
      if (ARROWS[key]) return [r + ARROWS[key][0] * (ctrl ? bottom : 1), c + ARROWS[key][1] * (ctrl ? right : 1)];
      if (key === "Home") return [ctrl ? 0 : r, 0];
      if (key === "End") return [ctrl ? bottom : r, right];
      if (key === "PageUp") return [r - 10, c];
      if (key === "PageDown") return [r + 10, c];
      return null;
    }

    commandKey(key, shift) {
      if (key === "z") this.again(shift ? "redo" : "undo");
      else if (key === "y") this.again("redo");
      else if (key === "d") this.fillDown();
      else if (key === "a") { this.active = [0, 0]; this.activate(0, 0); this.extend(this.rows.height - 1, this.rows.width - 1); }
      else return false;
      return true;
    }

    /** Next cell, then next row; past a filled last row a new one, past a blank one out of the table. */
    tab(by) {
      const flat = this.active[0] * this.rows.width + this.active[1] + by;
      if (flat < 0) return false;
      if (flat >= this.rows.height * this.rows.width) {
        this.finish();
        if (this.rows.fixed || this.rows.isBlank(this.rows.list[this.rows.height - 1])) return false;
        return this.insert(this.rows.height);
      }
      this.activate(Math.floor(flat / this.rows.width), flat % this.rows.width);
      return true;
    }

    enter(by) {
      const last = this.active[0] === this.rows.height - 1;
      if (by > 0 && last && !this.rows.fixed && !this.rows.isBlank(this.rows.list[this.active[0]])) { const c = this.active[1]; if (this.insert(this.rows.height)) this.move(0, c); }
      else this.move(by, 0);
    }

    // many cells

    clear() { this.rows.change(() => this.chosen().flat().forEach((field) => this.rows.write(field, ""))); this.refresh(); }

    fillDown() {
      const [first, ...rest] = this.chosen();
      this.rows.change(() => rest.forEach((row) => row.forEach((field, c) => this.rows.write(field, first[c].value))));
      this.refresh();
    }

    /** The field may show another text now. */
    refresh() {
      const field = this.rows.field(...this.active);
      if (!field) return;
      this.before = field.value;
      if (document.activeElement === field && this.mode === "ready") field.select();
    }

    again(step) {
      this.finish();
      const place = this.rows[step]();
      if (!place) { this.say(step === "undo" ? "没有可撤销的操作" : "没有可重做的操作"); return; }
      this.say(step === "undo" ? "已撤销" : "已重做");
      if (!cards.matches) this.activate(...place);
    }

    onCopy(event) {
      if (!event.target.classList.contains("grid-field") || this.mode !== "ready" || cards.matches) return false;
      const rows = this.chosen().map((row) => row.map((field) => field.value));
      clipboard.write(event.clipboardData, rows);
      event.preventDefault();
      this.say(`已复制${rows.length}行${rows[0].length}列`);
      return true;
    }

    onPaste(event) {
      if (!event.target.classList.contains("grid-field") || this.mode !== "ready" || cards.matches) return;
      event.preventDefault();
      const rows = clipboard.read(event.clipboardData);
      const { top, left, bottom, right } = this.range;
      if (rows.length === 1 && rows[0].length === 1 && (top !== bottom || left !== right)) {
        this.rows.change(() => this.chosen().flat().forEach((field) => this.rows.write(field, rows[0][0])));
      } else this.pasteAt(top, left, rows);
      this.refresh();
    }

    pasteAt(top, left, rows) {
      let lost = 0;
      const wide = Math.max(...rows.map((row) => row.length));
      this.rows.change(() => {
        const need = top + rows.length - this.rows.height;
        lost = need > 0 ? need - this.rows.insert(this.rows.height, need) : 0;
        rows.slice(0, rows.length - lost).forEach((row, r) => {
          const fields = this.rows.fields(this.rows.body.rows[top + r]).slice(left);
          row.slice(0, fields.length).forEach((text, c) => this.rows.write(fields[c], text));
        });
      });
      this.active = [top, left];
      this.extend(top + rows.length - lost - 1, left + wide - 1);
      const over = Math.max(0, left + wide - this.rows.width);
      this.say(`已粘贴${rows.length - lost}行${wide - over}列${lost ? `；放不下的${lost}行没有粘贴` : ""}${over ? `；右边多出的${over}列没有粘贴` : ""}`);
    }

    // rows

    insert(at, focus = true) {
      let made = 0;
      this.finish();
      this.rows.change(() => { made = this.rows.insert(at, 1); });
      if (!made) { this.say(this.rows.fixed ? "这张表的行是固定的" : `最多${this.rows.limit}行`); return true; }
      if (focus) this.activate(at, 0);
      this.say(`已加第${at + 1}行`);
      return true;
    }

    remove(from, to) {
      if (this.rows.fixed) { this.say("这张表的行是固定的"); return; }
      this.finish();
      this.rows.change(() => {
        this.rows.remove(from, to);
        if (!this.rows.height) this.rows.insert(0, 1);
      });
      this.say(from === to ? `已删除第${from + 1}行，可撤销` : `已删除第${from + 1}至${to + 1}行，可撤销`);
      if (!cards.matches) this.activate(from, this.active[1]);
    }

    shiftRows(by) {
      const { top, bottom } = this.range;
      const [active, corner] = [this.active, this.corner];
      this.finish();
      if (!this.slide(top, bottom, by)) return;
      this.activate(active[0] + by, active[1]);
      this.extend(corner[0] + by, corner[1]);
    }

    slide(from, to, by) {
      let moved = false;
      if (!this.rows.fixed) this.rows.change(() => { moved = this.rows.shift(from, to, by); });
      this.say(moved ? `已移到第${from + by + 1}行` : by < 0 ? "已是第一行" : "已是最后一行");
      return moved;
    }

    // mouse and buttons

    cellOf(target) {
      const cell = target.closest("tbody td, tbody th");
      const field = cell && (cell.querySelector(".grid-field") || (cell.matches("th") && cell.parentElement.querySelector(".grid-field")));
      return field && !target.closest("button, a") ? { cell, field, place: this.rows.place(field) } : null;
    }

    onMouseDown(event) {
      const hit = this.cellOf(event.target);
      if (!hit || event.button !== 0 || cards.matches || this.touch) return;
      const [r, c] = hit.place;
      const here = document.activeElement === hit.field;
      if (hit.cell.matches("th")) { event.preventDefault(); this.activate(r, 0); this.extend(r, this.rows.width - 1); return; }
      if (event.shiftKey && this.root.contains(document.activeElement)) { event.preventDefault(); this.extend(r, c); return; }
      const picks = here && this.picksOnly(hit.field);
      if (here && this.mode !== "ready" && !picks) return;
      this.dragging = true;
      if (here) {  // a choice opens its list on the click, so that the list is not in the way of a drag
        this.corner = this.active;
        this.paint();
        if (picks) event.preventDefault();
        else if (!hit.field.readOnly) this.setMode("editing");
        this.entered = picks ? hit.field : null;
        return;
      }
      event.preventDefault();
      this.entered = null;
      this.activate(r, c);
    }

    onMouseOver(event) {
      const hit = this.dragging && this.cellOf(event.target);
      if (!hit || (hit.place[0] === this.active[0] && hit.place[1] === this.active[1] && this.mode !== "ready")) return;
      if (this.mode !== "ready") { this.choices.close(); this.begin(this.rows.field(...this.active), "ready"); }
      this.entered = null;
      this.extend(...hit.place);
    }

    onClick(event) {
      const pick = event.target.closest("[data-grid-pick]");
      if (pick) { this.openPicker(pick.parentElement.querySelector(".grid-field")); return; }
      if (this.entered && this.cellOf(event.target)?.field === this.entered) { this.edit(this.entered); return; }
      const button = event.target.closest("[data-grid-do]");
      if (!button) return;
      const row = button.closest("tr");
      this.press(button.dataset.gridDo, row ? row.sectionRowIndex : this.rows.height, button);
    }

    press(verb, r, button) {
      if (verb === "undo" || verb === "redo") this.again(verb);
      else if (verb === "append") this.insert(r);
      else if (verb === "below") this.insert(r + 1);
      else if (verb === "remove") {
        this.remove(r, r);
        if (cards.matches) this.rows.body.rows[Math.min(r, this.rows.height - 1)]?.querySelector('[data-grid-do="remove"]').focus();
      } else if (this.slide(r, r, verb === "up" ? -1 : 1)) {
        if (cards.matches) { button.focus(); button.closest("tr").scrollIntoView({ block: "nearest" }); } else this.activate(r + (verb === "up" ? -1 : 1), this.active[1]);
      }
    }
  }

  // pages

  const editors = new Map();

  function start(where) {
    where.querySelectorAll("[data-grid]:not([data-ready])").forEach((root) => editors.set(root, new Editor(root)));
  }

  const mine = (form) => Array.from(editors.values()).filter((editor) => editor.root.isConnected && (!form || form.contains(editor.root)));

  window.addEventListener("beforeunload", (event) => {
    if (mine().some((editor) => editor.dirty)) { event.preventDefault(); event.returnValue = ""; }
  });
  window.addEventListener("submit", (event) => {
    const sent = mine(event.target);
    sent.forEach((editor) => editor.finish());
    if (!event.defaultPrevented || event.target.closest("[hx-post], [data-hx-post]")) sent.forEach((editor) => { editor.draft?.sent(); editor.dirty = false; });
  });
  window.addEventListener("reset", (event) => setTimeout(() => mine(event.target).forEach((editor) => editor.reset())));
  window.addEventListener("pagehide", () => mine().forEach((editor) => editor.draft?.now()));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form && event.detail.successful && event.detail.requestConfig.verb !== "get") mine(form).forEach((editor) => editor.draft?.clear());
  });
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => mine(event.target.closest?.("form")).forEach((editor) => editor.changed()));
  }
  document.addEventListener("htmx:load", (event) => start(event.target));
  start(document);
})();
