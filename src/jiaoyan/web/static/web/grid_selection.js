/* Which cells of a grid are chosen: one active cell that has the focus, and the corner a range reaches to.
   Modes: "ready" (the cell is chosen, its text selected: arrows move, typing replaces), "typing" (arrows finish and move),
   "editing" (F2, double click, touch: arrows move the caret). */
(function () {
  "use strict";

  const clamp = (number, top) => Math.max(0, Math.min(number, top));

  class Selection {
    /** `finish` of the subclass is called before the focus moves on. */
    constructor(root, rows) {
      this.root = root;
      this.rows = rows;
      this.active = [0, 0];
      this.corner = [0, 0];
      this.mode = "ready";
      this.before = "";
    }

    setMode(mode) {
      this.mode = mode;
      this.root.classList.toggle("is-editing", mode !== "ready");
    }

    get range() {
      const [r1, c1] = this.active, [r2, c2] = this.corner;
      return { top: Math.min(r1, r2), bottom: Math.max(r1, r2), left: Math.min(c1, c2), right: Math.max(c1, c2) };
    }

    /** Choose a cell: it gets the focus with its text selected. */
    activate(r, c) {
      this.active = this.corner = [clamp(r, this.rows.height - 1), clamp(c, this.rows.width - 1)];
      const field = this.rows.field(...this.active);
      if (!field) return;
      if (document.activeElement === field) this.finish();
      field.focus({ preventScroll: true });
      this.begin(field, "ready");
      this.show(this.active);
    }

    begin(field, mode) {
      this.setMode(mode);
      this.before = field.value;
      if (mode === "ready") field.select();
      this.paint();
    }

    extend(r, c) {
      this.corner = [clamp(r, this.rows.height - 1), clamp(c, this.rows.width - 1)];
      this.show(this.corner);
      this.paint();
    }

    show(place) { this.rows.field(...place)?.closest("td").scrollIntoView({ block: "nearest", inline: "nearest" }); }

    paint() {
      this.root.querySelectorAll(".is-active, .is-chosen, .is-current").forEach((part) => part.classList.remove("is-active", "is-chosen", "is-current"));
      const { top, bottom, left, right } = this.range;
      const many = top !== bottom || left !== right;
      for (let r = top; r <= bottom; r += 1) {
        const row = this.rows.body.rows[r];
        row?.cells[0].classList.add("is-current");
        for (let c = left; many && c <= right; c += 1) row?.cells[c + 1].classList.add("is-chosen");
      }
      this.rows.field(...this.active)?.closest("td").classList.add("is-active");
    }

    move(dr, dc) { this.activate(this.active[0] + dr, this.active[1] + dc); }

    /** Fields of the selection, row by row. */
    chosen() {
      const { top, bottom, left, right } = this.range;
      return this.rows.list.slice(top, bottom + 1).map((row) => this.rows.fields(row).slice(left, right + 1));
    }
  }

  window.jiaoyanGrid = Object.assign(window.jiaoyanGrid || {}, { Selection });
})();
