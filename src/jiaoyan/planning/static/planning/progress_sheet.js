/* A sheet of people beside quotas is one Tab stop: arrow keys, Home and End move from cell to cell, Enter opens it.
   Without scripts every cell is a link of its own. */
"use strict";

(function () {
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function roving(sheet) {
    const rows = [...sheet.tBodies[0].rows].map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("a")));
    const links = rows.flat().filter(Boolean);
    if (!links.length) return;
    sheet.setAttribute("role", "grid");

    function stop(link) {
      for (const each of links) each.tabIndex = each === link ? 0 : -1;
    }

    function beside(row, column, [down, right]) {
      for (let r = row + down, c = column + right; rows[r] && c >= 0 && c < rows[r].length; r += down, c += right) {
        if (rows[r][c]) return rows[r][c];
      }
      return null;
    }

    function wanted(event, row, column) {
      if (STEPS[event.key]) return event.ctrlKey ? null : beside(row, column, STEPS[event.key]);
      if (event.key !== "Home" && event.key !== "End") return null;
      const among = event.ctrlKey ? links : rows[row].filter(Boolean);
      return event.key === "Home" ? among[0] : among[among.length - 1];
    }

    sheet.addEventListener("focusin", (event) => { if (links.includes(event.target)) stop(event.target); });
    sheet.addEventListener("keydown", (event) => {
      if (event.altKey || event.metaKey || event.shiftKey) return;
      const row = rows.findIndex((cells) => cells.includes(event.target));
      if (row < 0) return;
      const link = wanted(event, row, rows[row].indexOf(event.target));
      if (STEPS[event.key] || link) event.preventDefault();
      if (link) link.focus();
    });
    stop(links[0]);
  }

  document.querySelectorAll("table.progress-sheet").forEach(roving);
})();
