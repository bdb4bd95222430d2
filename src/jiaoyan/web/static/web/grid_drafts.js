/* An unsent table stays on this machine: rows as text under the form's draft key, beside the fields that drafts.js keeps.
   A draft begun on the rows the server still has is restored at once; one begun on older rows is only offered. */
(function () {
  "use strict";

  const DELAY = 400;

  class Draft {
    constructor(editor, key, store) {
      Object.assign(this, { editor, key, store, timer: 0 });
      this.base = editor.root.dataset.base;
      this.open();
    }

    /** The rows as {key, cells}; blank new ones do not count. */
    rows() {
      const { rows } = this.editor;
      return rows.list
        .map((row) => ({ key: row.querySelector('[name$="-key"]').value, cells: rows.fields(row).map((field) => field.value) }))
        .filter((row) => row.key || row.cells.some((text) => text.trim()));
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.now(), DELAY);
    }

    now(sent = false) {
      clearTimeout(this.timer);
      if (this.editor.dirty) this.store.save(this.key, { at: Date.now(), base: this.base, sent, rows: this.rows() });
    }

    sent() { this.now(true); }

    clear() {
      clearTimeout(this.timer);
      this.store.clear(this.key);
    }

    open() {
      const draft = this.store.load(this.key);
      if (!draft || !draft.rows || this.editor.root.hasAttribute("data-bound")) return;
      if (this.isShown(draft.rows)) { this.clear(); return; }
      const when = new Date(draft.at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
      if (draft.base === this.base) {
        this.restore(draft.rows);
        this.notice(`已恢复未提交的表格内容（${when}）`, "不要了，恢复原样", () => { this.editor.reset(); this.clear(); });
      } else {
        const words = `这张表已有新内容，您还有一份未提交的草稿（${when}）`;
        const box = this.notice(words, "不要草稿", () => this.clear());
        box.prepend(this.button("用草稿替换", () => { this.restore(draft.rows); box.remove(); this.editor.say("已换成草稿，可撤销"); }));
        box.prepend(box.querySelector("p"));
      }
    }

    /** Stored meanwhile, perhaps with blanks trimmed and dates put right. */
    isShown(rows) {
      const plain = (list) => JSON.stringify(list.map((row) => row.cells.map((text) => text.normalize("NFKC").trim())));
      return plain(rows) === plain(this.rows());
    }

    restore(wanted) {
      const { rows } = this.editor;
      const blanks = rows.list.filter((row) => !row.querySelector('[name$="-key"]').value);
      const byKey = new Map(rows.list.map((row) => [row.querySelector('[name$="-key"]').value, row]));
      rows.change(() => {
        const kept = wanted.map(({ key, cells }) => {
          let row = key && byKey.get(key);
          if (!row && !rows.fixed) {
            row = blanks.shift();
            if (!row && rows.insert(rows.height, 1)) row = rows.list[rows.height - 1];
          }
          if (row) rows.fields(row).forEach((field, c) => rows.write(field, cells[c] || ""));
          return row;
        });
        if (!rows.fixed) rows.body.replaceChildren(...kept.filter(Boolean), ...blanks);
      });
    }

    button(label, work) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      made.textContent = label;
      made.addEventListener("click", work);
      return made;
    }

    notice(words, label, work) {
      const box = document.createElement("div");
      box.className = "grid-draft";
      box.setAttribute("role", "status");
      const text = document.createElement("p");
      text.textContent = words;
      box.append(text, this.button(label, () => { box.remove(); work(); }));
      this.editor.root.prepend(box);
      return box;
    }
  }

  /** The draft of an editor inside a form with data-draft; null where nothing is kept. */
  function keepDraft(editor) {
    const form = editor.root.closest("form[data-draft]");
    const store = window.jiaoyanDrafts;
    return form && form.dataset.draft && store ? new Draft(editor, `${form.dataset.draft}:${editor.rows.prefix}`, store) : null;
  }

  window.jiaoyanGrid = Object.assign(window.jiaoyanGrid || {}, { keepDraft });
})();
