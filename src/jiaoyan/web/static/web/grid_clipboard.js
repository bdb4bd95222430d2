/* Tables on the clipboard, as Excel, WPS and Word write them: text with tabs (cells with line breaks quoted) and HTML. Pure functions. */
(function () {
  "use strict";

  /** Rows of cells from tab-separated text. A quoted cell may hold tabs, line breaks and doubled quotes. */
  function parseText(text) {
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const cell = /"((?:[^"]|"")*)"(?=[\t\n]|$)|[^\t\n]*/y;
    const rows = [[]];
    for (let at = 0; ; at += 1) {
      cell.lastIndex = at;
      const found = cell.exec(source);
      rows[rows.length - 1].push(found[1] === undefined ? found[0] : found[1].replace(/""/g, '"'));
      at += found[0].length;
      if (at >= source.length) return rows;
      if (source[at] === "\n") rows.push([]);
    }
  }

  function cellText(cell) {
    let text = "";
    (function walk(node) {
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) text += child.data.replace(/[ \t\r\n]+/g, " ");
        else if (child.nodeName === "BR") text += "\n";
        else if (child.nodeType === Node.ELEMENT_NODE && !/^(STYLE|SCRIPT)$/.test(child.nodeName)) {
          const block = /^(P|DIV|LI|H[1-6])$/.test(child.nodeName);
          if (block && text.trim() && !text.endsWith("\n")) text += "\n";
          walk(child);
          if (block && !text.endsWith("\n")) text += "\n";
        }
      }
    })(cell);
    return text.replace(/\u00a0/g, " ").replace(/ *\n */g, "\n").trim();
  }

  /** Rows of cells of the first table in the HTML, merged cells keeping their place; null without a table. */
  function parseHtml(html) {
    // The policy of the page counts for parsed HTML too and would complain about each of Excel's styles.
    const bare = html.replace(/<style[^]*?<\/style>/gi, "").replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""));
    const table = new DOMParser().parseFromString(bare, "text/html").querySelector("table");
    if (!table) return null;
    const rows = Array.from(table.rows, () => []);
    Array.from(table.rows).forEach((row, r) => {
      let c = 0;
      for (const cell of row.cells) {
        while (rows[r][c] !== undefined) c += 1;
        for (let down = 0; down < (cell.rowSpan || 1) && r + down < rows.length; down += 1) {
          for (let right = 0; right < cell.colSpan; right += 1) rows[r + down][c + right] = down || right ? "" : cellText(cell);
        }
      }
    });
    return rows.filter((row) => row.length).map((row) => Array.from(row, (text) => text || ""));
  }

  /** What was copied, as rows of cells. HTML first: text from Word loses which line belongs to which cell. */
  function read(clipboard) {
    const html = clipboard.getData("text/html");
    return (html && parseHtml(html)) || parseText(clipboard.getData("text/plain"));
  }

  function escapeHtml(text) {
    return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
  }

  /** Put rows of cells on the clipboard. The break mark keeps the lines of one cell in one cell in Excel and WPS. */
  function write(clipboard, rows) {
    const quoted = (text) => (/[\t\n]|^"/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    const marked = (text) => escapeHtml(text).replace(/\n/g, '<br style="mso-data-placement:same-cell">');
    clipboard.setData("text/plain", rows.map((row) => row.map(quoted).join("\t")).join("\r\n"));
    clipboard.setData("text/html", `<table>${rows.map((row) => `<tr>${row.map((text) => `<td>${marked(text)}</td>`).join("")}</tr>`).join("")}</table>`);
  }

  window.jiaoyanGrid = Object.assign(window.jiaoyanGrid || {}, { clipboard: { parseText, parseHtml, read, write } });
})();
