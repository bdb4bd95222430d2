/* Copies the text of the field beside the button. School networks have no https, where the clipboard interface is missing: then the old command does it,
   and where even that is refused the text stays selected, ready for Ctrl+C or a long press. */
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy] button[type=button]");
  if (!button) return;
  const field = button.closest("[data-copy]").querySelector("textarea");
  field.focus();
  field.select();
  let copied = false;
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } else {
      copied = document.execCommand("copy");
    }
  } catch {
    copied = false;
  }
  window.jiaoyan.say(copied ? "已复制，可以粘贴了。" : "文字已选中，请按 Ctrl+C 或长按复制。", copied ? "done" : "attention", "copy");
});
