/* The list of a drop-down cell: opens under the field, narrows while typing, picked by mouse or keyboard. */
(function () {
  "use strict";

  const plain = (text) => text.normalize("NFKC").trim().toLowerCase();

  class Choices {
    /** `onPick(field, label)` writes the choice. The list belongs to the grid's root. */
    constructor(root, onPick) {
      this.onPick = onPick;
      this.field = null;
      this.list = document.createElement("ul");
      this.list.className = "grid-list";
      this.list.id = `${root.id}-list`;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", "可选内容");
      this.list.hidden = true;
      root.append(this.list);
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.pick(option);
      });
      window.addEventListener("scroll", (event) => { if (this.field && event.target !== this.list) this.place(); }, true);
      window.addEventListener("resize", () => this.close());
    }

    get isOpen() { return this.field !== null; }

    /** Show the labels that contain `wanted` ("" shows all). `eager` lights the first one, so that Enter takes it. */
    open(field, labels, wanted, eager) {
      if (this.field !== field) this.close();
      const found = labels.filter((label) => plain(label).includes(plain(wanted)));
      this.list.replaceChildren(...found.map((label, index) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${index}`;
        option.setAttribute("role", "option");
        option.textContent = label;
        return option;
      }));
      if (!found.length) { this.close(); return; }
      this.field = field;
      this.list.hidden = false;
      field.setAttribute("aria-expanded", "true");
      field.setAttribute("aria-controls", this.list.id);
      const current = found.findIndex((label) => plain(label) === plain(field.value));
      this.light(current >= 0 ? current : eager ? 0 : -1);
      this.place();
    }

    place() {
      const box = this.field.getBoundingClientRect();
      const style = this.list.style;
      style.minWidth = `${box.width}px`;
      style.left = `${Math.max(4, Math.min(box.left, window.innerWidth - this.list.offsetWidth - 4))}px`;
      const below = window.innerHeight - box.bottom;
      style.top = below < this.list.offsetHeight + 4 && box.top > below ? `${Math.max(4, box.top - this.list.offsetHeight)}px` : `${box.bottom}px`;
    }

    light(index) {
      this.lit = index;
      Array.from(this.list.children).forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      const option = this.list.children[index];
      if (option) { this.field.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
      else this.field.removeAttribute("aria-activedescendant");
    }

    close() {
      if (!this.field) return;
      this.field.setAttribute("aria-expanded", "false");
      this.field.removeAttribute("aria-activedescendant");
      this.field.removeAttribute("aria-controls");
      this.list.hidden = true;
      this.field = null;
    }

    pick(option) {
      const field = this.field;
      this.close();
      this.onPick(field, option.textContent);
    }

    /** Up, Down, Enter, Tab and Escape while open. True when the key has done its work. */
    key(event) {
      if (!this.isOpen || event.altKey || event.ctrlKey || event.metaKey) return false;
      const count = this.list.children.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const step = event.key === "ArrowDown" ? 1 : -1;
        this.light(this.lit < 0 && step < 0 ? count - 1 : (this.lit + step + count) % count);
        return true;
      }
      const lit = this.list.children[this.lit];
      if (event.key === "Enter" && lit) { this.pick(lit); return true; }
      if (event.key === "Tab" && lit) this.pick(lit);
      return false;
    }
  }

  window.jiaoyanGrid = Object.assign(window.jiaoyanGrid || {}, { Choices, plain });
})();
