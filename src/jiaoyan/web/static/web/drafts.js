/* Nothing typed is lost. What stands unsent in a form with data-draft="key" is kept on this machine, per signed-in person:
   restored with a notice when the page is opened again, forgotten once the server has stored it, sent again when the line is back. */
"use strict";

(function () {
  const PREFIX = `jiaoyan:draft:${document.body.dataset.person || ""}:`;
  const SENT = "jiaoyan:sent";
  const KEEP_DAYS = 14;
  const RETRY_MS = 5000;

  /* ---- storage: {at, fields: {name: {value, base}}}; base is what the server showed when typing began ---- */
  function load(key) {
    try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch (error) { return null; }
  }
  function save(key, draft) {
    try { localStorage.setItem(PREFIX + key, JSON.stringify(draft)); return true; } catch (error) { return false; }
  }
  function clear(key) {
    try { localStorage.removeItem(PREFIX + key); } catch (error) { /* a browser without storage keeps no drafts */ }
  }
  /* With the tables inside the form, whose keys begin with its own: the server may have put their rows in another order. */
  function clearWhole(key) {
    clear(key);
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith(`${PREFIX}${key}:`)) localStorage.removeItem(name);
    } catch (error) { /* as above */ }
  }
  function sweep() {
    try {
      const oldest = Date.now() - KEEP_DAYS * 86400000;
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith("jiaoyan:draft:")) continue;
        const draft = JSON.parse(localStorage.getItem(name) || "null");
        if (!draft || !(draft.at > oldest)) localStorage.removeItem(name);
      }
    } catch (error) { /* as above */ }
  }

  /* ---- fields ---- */
  function keeps(field) {
    return field.name && field.name !== "once" && !field.disabled && !field.readOnly && field.name !== "csrfmiddlewaretoken"
      && !["hidden", "password", "file", "submit", "button", "reset"].includes(field.type) && !field.closest("[data-no-draft]");
  }
  function baseOf(field) {
    if (field.tagName === "SELECT") {
      const chosen = [...field.options].filter((option) => option.defaultSelected).map((option) => option.value);
      return field.multiple ? chosen : chosen[0] ?? (field.options[0] ? field.options[0].value : "");
    }
    return ["checkbox", "radio"].includes(field.type) ? field.defaultChecked : field.defaultValue;
  }
  function valueOf(field) {
    if (field.tagName === "SELECT" && field.multiple) return [...field.selectedOptions].map((option) => option.value);
    return ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;
  }
  /* What was just stored is the new starting point of a form that stays on the page. */
  function makeBase(field) {
    if (field.tagName === "SELECT") for (const option of field.options) option.defaultSelected = option.selected;
    else if (["checkbox", "radio"].includes(field.type)) field.defaultChecked = field.checked;
    else field.defaultValue = field.value;
  }
  function put(field, value) {
    if (field.tagName === "SELECT" && field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else if (["checkbox", "radio"].includes(field.type)) field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const nameOf = (field) => (["checkbox", "radio"].includes(field.type) ? `${field.name}=${field.value}` : field.name);
  const fieldsOf = (form) => [...form.elements].filter(keeps);
  const when = (at) => new Date(at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });

  /* ---- keeping and restoring ---- */
  function keep(form) {
    const fields = {};
    for (const field of fieldsOf(form)) {
      if (!same(valueOf(field), baseOf(field))) fields[nameOf(field)] = { value: valueOf(field), base: baseOf(field) };
    }
    if (Object.keys(fields).length) save(form.dataset.draft, { at: Date.now(), fields });
    else clear(form.dataset.draft);
  }

  function restore(form) {
    const draft = load(form.dataset.draft);
    if (!draft || !draft.fields || "bound" in form.dataset) return;
    const conflicts = [];
    let restored = 0;
    for (const field of fieldsOf(form)) {
      const kept = draft.fields[nameOf(field)];
      if (!kept || same(kept.value, valueOf(field))) continue;
      if (same(kept.base, baseOf(field))) { put(field, kept.value); restored += 1; }
      else if (typeof kept.value === "string") conflicts.push([field, kept.value]);
    }
    if (restored || conflicts.length) form.prepend(notice(form, draft, restored, conflicts));
    else clear(form.dataset.draft);
  }

  function notice(form, draft, restored, conflicts) {
    const box = element("div", "notice", "");
    box.setAttribute("role", "status");
    const body = element("div", "notice-body", "");
    if (restored) body.append(element("p", "", `已恢复未提交的内容（${when(draft.at)}）`));
    for (const [field, value] of conflicts) {
      const label = field.labels && field.labels[0] ? field.labels[0].textContent.replace("*", "").trim() : field.name;
      const details = element("details", "", "");
      details.append(element("summary", "", `“${label}”已被改过，您未提交的内容在这里`), element("pre", "prose", value));
      body.append(details);
    }
    const discard = element("button", "button quiet", "不要了，恢复原样");
    discard.type = "button";
    discard.addEventListener("click", () => { clear(form.dataset.draft); form.reset(); box.remove(); });
    box.append(body, discard);
    return box;
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  /* ---- the line ---- */
  async function reachable() {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 4000);
    try {
      return (await fetch(document.body.dataset.ping, { method: "HEAD", cache: "no-store", signal: stop.signal })).ok;
    } catch (error) {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  let waiting = null;
  function sayOffline(again) {
    window.jiaoyan.say("网络断开，内容已留在本机；连上后会自动再送。", "attention", "offline");
    waiting = again;
  }
  async function retry() {
    if (!waiting || !(await reachable())) return;
    const again = waiting;
    waiting = null;
    window.jiaoyan.unsay("offline");
    again();
  }
  setInterval(retry, RETRY_MS);
  window.addEventListener("online", retry);

  /* A plain form: first see that the server is there, so that a dead line never ends on the browser's own error page. */
  async function beforeSubmit(event) {
    const form = event.target;
    if (!form.dataset || !form.dataset.draft || event.defaultPrevented || isHtmx(form)) return;
    keep(form);
    if (form.dataset.checked === "yes") {
      delete form.dataset.checked;
      remember(form.dataset.draft);
      return;
    }
    event.preventDefault();
    if (form.dataset.checked === "asking") return;
    form.dataset.checked = "asking";
    const submitter = event.submitter;
    const send = () => { form.dataset.checked = "yes"; form.requestSubmit(submitter && submitter.form === form ? submitter : undefined); };
    if (await reachable()) send();
    else {
      delete form.dataset.checked;
      sayOffline(send);
    }
  }
  const isHtmx = (form) => ["hx-post", "hx-put", "hx-patch", "hx-delete"].some((name) => form.hasAttribute(name));

  function remember(key) {
    try { sessionStorage.setItem(SENT, JSON.stringify({ key, from: location.href.split("#")[0] })); } catch (error) { /* as above */ }
  }

  /* The page after a sent form: stored unless the form came back with errors, or this is no answer to it. */
  function settle() {
    let sent = null;
    try { sent = JSON.parse(sessionStorage.getItem(SENT)); sessionStorage.removeItem(SENT); } catch (error) { return; }
    if (!sent || document.body.classList.contains("problem-page")) return;
    const arrival = performance.getEntriesByType("navigation")[0];
    if (!arrival || arrival.type !== "navigate" || document.referrer.split("#")[0] !== sent.from) return;
    const refused = [...document.querySelectorAll("form[data-draft][data-bound]")].some((form) => form.dataset.draft === sent.key);
    if (!refused) clearWhole(sent.key);
  }

  /* ---- htmx: a failed sending is repeated, a stored one forgotten ---- */
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form[data-draft]");
    if (form && event.detail.successful && event.detail.requestConfig.verb !== "get") {
      clear(form.dataset.draft);
      for (const field of fieldsOf(form)) makeBase(field);
    }
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(name, (event) => {
      const { elt, triggeringEvent } = event.detail.requestConfig;
      if (event.detail.requestConfig.verb === "get") return;
      sayOffline(() => {
        if (!elt.isConnected) return;
        if (elt.tagName === "FORM") elt.requestSubmit();
        else window.htmx.trigger(elt, triggeringEvent ? triggeringEvent.type : "click");
      });
    });
  }

  /* ---- start ---- */
  let timer = 0;
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.dataset.draft) return;
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; keep(form); }, 300);
  });
  window.addEventListener("pagehide", () => {
    if (timer) for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
  });
  document.addEventListener("submit", beforeSubmit);
  document.body.addEventListener("htmx:load", (event) => {
    if (event.target === document.body) return;
    const inside = event.target.matches("form[data-draft]") ? [event.target] : [];
    for (const form of [...inside, ...event.target.querySelectorAll("form[data-draft]")]) restore(form);
  });

  sweep();
  settle();
  for (const form of document.querySelectorAll("form[data-draft]")) restore(form);
  window.jiaoyanDrafts = { load, save, clear, keep };
})();
