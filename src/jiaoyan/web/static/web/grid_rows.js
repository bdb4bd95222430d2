/* The rows of one grid and the journal of what was done to them: read and write cells, add, move, remove rows, undo and redo. */
(function () {
  "use strict";

  const ISO = /^\d{4}-\d\d-\d\d$/;
  const DEPTH = 300;
  const CALM_MS = 350;

  /* A line that appears while a button is being pressed would push the button away from under the finger. */
  let touched = -CALM_MS;
  let held = false;
  const watch = (kinds, down) => kinds.forEach((kind) => document.addEventListener(kind, () => { held = down; touched = performance.now(); }, true));
  watch(["pointerdown", "mousedown"], true);
  watch(["pointerup", "pointercancel", "mouseup", "click", "dragend"], false);
  function whenCalm(work) {
    const wait = held ? CALM_MS : touched + CALM_MS - performance.now();
    if (wait <= 0) work();
    else setTimeout(() => whenCalm(work), wait);
  }

  /** "2024/2/21", "2024年2月21日", and "2.21" when the column knows its term, as 2024-02-21; anything else as it is. */
  function tidyDate(text, term) {
    const plain = text.normalize("NFKC").trim();
    const full = /^(\d{4}|\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?$/.exec(plain);
    const short = !full && term && /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain);
    if (!full && !short) return text;
    const iso = (year, month, day) => `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    const real = (day) => new Date(`${day}T00:00Z`).toJSON()?.startsWith(day);
    if (full) { const day = iso(full[1].padStart(4, "20"), full[2], full[3]); return real(day) ? day : text; }
    const [first, last] = term.split("/");
    const away = (day) => Math.max(new Date(first) - new Date(day), new Date(day) - new Date(last), 0);
    const days = [];
    for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year += 1) days.push(iso(year, short[1], short[2]));
    return days.filter(real).sort((a, b) => away(a) - away(b))[0] || text;
  }

  class Rows {
    /** `onChange` is told after every step, `onRow` gets each row once, the new ones too. */
    constructor(root, onChange, onRow) {
      this.root = root;
      this.onChange = onChange;
      this.onRow = onRow;
      this.prefix = root.dataset.grid;
      this.fixed = root.hasAttribute("data-fixed");
      this.limit = Number(root.dataset.maxRows);
      this.body = root.querySelector("tbody");
      this.pattern = root.querySelector("template[data-grid-pattern]");
      this.order = root.querySelector("[data-grid-order]");
      this.columns = Array.from(root.querySelectorAll("thead [data-column]"), (head) => ({
        name: head.dataset.column, kind: head.dataset.kind, open: head.hasAttribute("data-open"), term: head.dataset.term || "",
        labels: Array.from(root.querySelectorAll(`[id="${this.prefix}-list-${head.dataset.column}"] option`), (option) => option.value),
      }));
      this.next = Math.max(-1, ...this.list.map((row) => Number(row.dataset.n))) + 1;
      this.done = [];
      this.undone = [];
      this.entry = null;
      this.list.forEach((row) => this.prepare(row));
    }

    get list() { return Array.from(this.body.rows); }
    get height() { return this.body.rows.length; }
    get width() { return this.columns.length; }

    fields(row) { return Array.from(row.querySelectorAll(".grid-field")); }
    field(r, c) { const row = this.body.rows[r]; return row ? this.fields(row)[c] : undefined; }
    column(field) { return this.columns[this.place(field)[1]]; }
    place(field) {
      const cell = field.closest("td");
      return [cell.parentElement.sectionRowIndex, cell.cellIndex - 1];
    }

    /** Our list replaces the browser's own. */
    prepare(row) {
      for (const field of this.fields(row)) {
        if (!field.hasAttribute("list")) continue;
        field.removeAttribute("list");
        field.setAttribute("role", "combobox");
        field.setAttribute("aria-autocomplete", "list");
        field.setAttribute("aria-expanded", "false");
      }
      this.onRow(row, this.columns);
    }

    isBlank(row) { return this.fields(row).every((field) => !field.value.trim()); }

    // journal

    /** Everything done inside `work` becomes one step of undo. */
    change(work) {
      const before = this.list;
      this.entry = { before, after: before, cells: [] };
      work();
      const entry = this.entry;
      this.entry = null;
      entry.after = this.list;
      const moved = entry.after.length !== before.length || entry.after.some((row, index) => row !== before[index]);
      if (!moved && !entry.cells.length) return;
      this.keep(entry);
      if (moved) this.number();
      this.onChange();
    }

    keep(entry) {
      this.done.push(entry);
      if (this.done.length > DEPTH) this.done.shift();
      this.undone = [];
    }

    /** Note a change typed into a field. */
    typed(field, before) {
      this.settle(field);
      if (field.value === before) return;
      this.keep({ before: this.list, after: this.list, cells: [[field, before, field.value]] });
      this.onChange();
    }

    /** Take back the last step, or do it again. Gives [row, column] to look at, null when there is none. */
    undo() { return this.step(this.done, this.undone, "before", 1); }
    redo() { return this.step(this.undone, this.done, "after", 2); }
    step(from, to, rows, value) {
      const entry = from.pop();
      if (!entry) return null;
      to.push(entry);
      this.body.replaceChildren(...entry[rows]);
      for (const cell of entry.cells) this.put(cell[0], cell[value]);
      this.number();
      this.onChange();
      const field = entry.cells.map((cell) => cell[0]).find((cell) => this.body.contains(cell));
      if (field) return this.place(field);
      const first = entry.before.findIndex((row, index) => row !== entry.after[index]);
      return [Math.max(0, Math.min(first, this.height - 1)), 0];
    }

    // cells

    /** Write a cell inside `change`; computed cells stay. */
    write(field, text) {
      if (field.readOnly) return;
      const column = this.column(field);
      const value = column.kind === "long" ? text : text.replace(/\s*\n\s*/g, " ");
      const before = field.value;
      this.put(field, column.kind === "date" ? tidyDate(value, column.term) : value);
      if (field.value !== before) this.entry.cells.push([field, before, field.value]);
    }

    put(field, text) {
      if (field.type === "date" && text && !ISO.test(text)) field.type = "text";
      field.value = text;
      this.settle(field);
    }

    /** Size, date form and first check of a cell whose text is final. */
    settle(field) {
      const column = this.column(field);
      if (column.kind === "date" && field.type === "text") field.value = tidyDate(field.value, column.term);
      this.fit(field);
      if (field.readOnly || field.dataset.settled === field.value || (field.dataset.settled === undefined && field.value === field.defaultValue)) return;
      field.dataset.settled = field.value;
      whenCalm(() => { if (field.isConnected) this.mark(field); });
    }

    /** Say beside the cell what is wrong with it, or no longer. */
    mark(field) {
      const complaint = this.complaint(this.column(field), field.value.normalize("NFKC").trim());
      const cell = field.closest("td");
      cell.querySelectorAll(".grid-error").forEach((line) => line.remove());
      const about = (field.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && !id.endsWith("-error"));
      if (complaint) {
        const line = document.createElement("p");
        line.className = "grid-error";
        line.id = `${field.id}-error`;
        line.textContent = complaint;
        cell.append(line);
        about.push(line.id);
      }
      field.setAttribute("aria-describedby", about.join(" "));
      field.setAttribute("aria-invalid", String(Boolean(complaint)));
    }

    fit(field) { field.parentElement.dataset.text = field.value; }

    complaint(column, text) {
      if (!text) return "";
      if (column.kind === "integer" && !/^第?\s?[+-]?\d+(\.0+)?\s?周?$/.test(text)) return "请填整数，例如 3";
      if (column.kind === "date" && !ISO.test(text)) return "请填日期，例如 2024-02-21";
      const known = () => column.labels.some((label) => label.normalize("NFKC").trim() === text);
      if (column.kind === "choice" && !column.open && !known()) return "不在可选范围内，请从列表中选择";
      return "";
    }

    // rows

    /** New blank rows before row `at`, inside `change`. Gives how many there was room for. */
    insert(at, count) {
      const room = this.fixed ? 0 : Math.max(0, Math.min(count, this.limit - this.height));
      for (let made = 0; made < room; made += 1) {
        const row = this.pattern.content.firstElementChild.cloneNode(true);
        for (const part of [row, ...row.querySelectorAll("*")]) {
          for (const { name, value } of Array.from(part.attributes)) if (value.includes("__n__")) part.setAttribute(name, value.replaceAll("__n__", this.next));
        }
        this.next += 1;
        this.prepare(row);
        this.body.insertBefore(row, this.body.rows[at + made] || null);
      }
      return room;
    }

    /** Blank rows at the end go; a phone has no room for them. */
    trim() {
      while (this.height > 1 && this.list[this.height - 1].querySelector('[name$="-key"]').value === "" && this.isBlank(this.list[this.height - 1])) this.remove(this.height - 1, this.height - 1);
      this.number();
    }

    remove(from, to) { this.list.slice(from, to + 1).forEach((row) => row.remove()); }

    /** Move rows from…to by one place up (-1) or down (1), inside `change`. False at the edge. */
    shift(from, to, by) {
      const rows = this.list;
      const other = rows[by < 0 ? from - 1 : to + 1];
      if (!other) return false;
      this.body.insertBefore(other, by < 0 ? rows[to].nextSibling : rows[from]);
      return true;
    }

    number() {
      this.list.forEach((row, index) => { row.querySelector("[data-grid-number]").textContent = index + 1; });
      this.order.value = this.list.map((row) => row.dataset.n).join(",");
    }
  }

  window.jiaoyanGrid = Object.assign(window.jiaoyanGrid || {}, { Rows, tidyDate });
})();
