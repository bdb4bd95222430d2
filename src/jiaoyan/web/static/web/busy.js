/* Files that take some seconds: the button says so until the file is there. A link or form with `data-busy="正在生成台账"`; without script
   it works as ever. The sign stands in [data-busy-sign], drawn from the <c-wait> in its template. */
"use strict";

(function () {
  const WORDS = "正在生成…";
  const underWay = new Set();

  /* Marks a button as busy; returns what undoes it. It keeps the focus: `disabled` would lose it. */
  function begin(control, words) {
    const before = [...control.childNodes];
    const icon = control.querySelector("svg");
    control.setAttribute("aria-disabled", "true");
    control.replaceChildren(...(icon ? [icon.cloneNode(true)] : []), WORDS);
    showSign(words);
    const end = (said) => {
      if (!underWay.delete(end)) return;
      control.removeAttribute("aria-disabled");
      control.replaceChildren(...before);
      hideSign(said);
    };
    underWay.add(end);
    return end;
  }

  function showSign(words) {
    const place = document.querySelector("[data-busy-sign]");
    const template = place && document.querySelector("template[data-busy-wait]");
    if (!template) return;
    const sign = template.content.cloneNode(true);
    sign.querySelector("p").textContent = `${words}…`;
    sign.querySelector("progress").setAttribute("aria-label", words);
    place.replaceChildren(sign);
  }

  function hideSign(said) {
    const place = document.querySelector("[data-busy-sign]");
    if (place) place.replaceChildren(...(said ? [said] : []));
  }

  function nameIn(reply) {
    const header = reply.headers.get("Content-Disposition") || "";
    const coded = header.match(/filename\*=utf-8''([^;]+)/i);
    const plain = header.match(/filename="([^"]+)"/i);
    return coded ? decodeURIComponent(coded[1]) : plain ? plain[1] : "";
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  /* The file is fetched here, so that one knows when it is there. What is no file to be saved (a page that says why, a PDF to look at) is
     opened as the link would have been; the server has a PDF at hand by then. */
  async function fetchFile(link) {
    const end = begin(link, link.dataset.busy);
    try {
      const reply = await fetch(link.href, { credentials: "same-origin" });
      const isFile = reply.ok && (reply.headers.get("Content-Disposition") || "").startsWith("attachment");
      const blob = isFile && await reply.blob();
      end(isFile ? "文件已生成，请看浏览器的下载。" : "");
      if (isFile) save(blob, nameIn(reply));
      else window.location.assign(link.href);
    } catch {
      end("");
      window.jiaoyan.say("没有连上服务器，文件没有生成，请稍后再试。", "attention", "busy");
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-busy]");
    if (!link || event.defaultPrevented) return;
    const waits = link.getAttribute("aria-disabled") === "true";
    if (!waits && (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) return;
    event.preventDefault();
    if (!waits) fetchFile(link);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-busy]") || event.defaultPrevented) return;
    const button = event.submitter || form.querySelector('button[type="submit"]');
    if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    else begin(button, form.dataset.busy);
  });

  /* Back in the page as the browser kept it: nothing is under way any more. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) [...underWay].forEach((end) => end(""));
  });
})();
