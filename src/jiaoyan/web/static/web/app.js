/* Menus, scrolling tables, links of error summaries, and what to say when a background request fails. */
"use strict";

(function () {
  const messages = () => document.getElementById("messages");

  /* One notice in the live region; `name` makes it replace an earlier one of the same name. */
  function say(text, kind, name) {
    const place = messages();
    if (!place) return null;
    const old = name && place.querySelector(`[data-notice="${name}"]`);
    if (old) old.remove();
    const notice = document.createElement("div");
    notice.className = `notice ${kind || "info"}`;
    if (name) notice.dataset.notice = name;
    const body = document.createElement("div");
    body.className = "notice-body";
    body.textContent = text;
    notice.append(body);
    place.append(notice);
    return notice;
  }

  function unsay(name) {
    const place = messages();
    const notice = place && place.querySelector(`[data-notice="${name}"]`);
    if (notice) notice.remove();
  }

  window.jiaoyan = { say, unsay };

  /* A row of tabs wider than the screen shows the tab one is on. */
  for (const here of document.querySelectorAll(".tabs [aria-current]")) {
    const row = here.parentElement;
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }

  /* Menus are <details>: close them on a click elsewhere and on Escape. */
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* A table that is wider than its place can be scrolled with the keyboard. */
  function markScrolling() {
    for (const frame of document.querySelectorAll("[data-scrolls], .sheets")) {
      if (frame.scrollWidth > frame.clientWidth) {
        frame.tabIndex = 0;
        frame.setAttribute("role", "region");
        frame.setAttribute("aria-label", frame.dataset.scrolls || "预览");
      } else {
        frame.removeAttribute("tabindex");
        frame.removeAttribute("role");
        frame.removeAttribute("aria-label");
      }
    }
  }

  /* After a refused form the reader starts at the summary. */
  function focusSummary(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  markScrolling();
  focusSummary(document);
  window.addEventListener("resize", markScrolling);
  document.body.addEventListener("htmx:load", (event) => {
    markScrolling();
    focusSummary(event.target);
  });

  document.body.addEventListener("htmx:responseError", (event) => {
    const reply = event.detail.xhr;
    const reference = reply.getResponseHeader("X-Reference");
    const reason = { 401: "您已退出登录，没有保存。请在新页面登录后，回到这里刷新再试，写的内容还在", 403: "您没有这项权限，或页面放得太久了，请刷新再试", 404: "内容已经不在了，请刷新页面", 409: "内容刚刚被别人改过，请刷新页面", 413: "内容太大，没有保存", 429: "操作太频繁，请稍后再试", 503: "系统正忙，没有保存，请稍后再试", 507: "服务器磁盘已满，暂时不能保存" }[reply.status] || "系统出了一点问题，没有保存";
    say(`${reason}。${reference ? `编号 ${reference}` : ""}`, "attention", "failure");
  });
})();
