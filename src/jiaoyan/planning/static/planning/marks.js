/* 插入数字：puts a figure's mark where the caret was last, in whichever text takes marks. Without this script the marks can be typed. */
(() => {
  "use strict";
  const texts = [...document.querySelectorAll("textarea[data-takes-marks]")];
  if (!texts.length) return;
  let last = texts[0];
  let placed = false;
  texts.forEach((text) => text.addEventListener("focus", () => { last = text; placed = true; }));
  document.querySelectorAll("button[data-mark]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const from = placed ? last.selectionStart : last.value.length;
      const to = placed ? last.selectionEnd : last.value.length;
      last.setRangeText(button.dataset.mark, from, to, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
      last.focus();
      if (window.jiaoyan && window.jiaoyan.say) window.jiaoyan.say(`已插入${button.dataset.mark}`, "done", "mark");
    });
  });
})();
