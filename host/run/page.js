/* SPDX-License-Identifier: GPL-2.0-or-later */
"use strict";

/*
 * Shows what the filters ask for. A row is one case on one architecture, with
 * a cell for each host. The choice is kept in the address.
 */
(function () {
	const names = ["host", "arch", "verdict"];
	const rows = Array.from(document.querySelectorAll("#results tr[data-verdict]"));
	const columns = document.querySelectorAll("#results [data-column]");
	const search = document.getElementById("filter-text");
	const shown = document.getElementById("shown");

	function select(name) {
		return document.getElementById("filter-" + name);
	}

	function cellWanted(cell) {
		const host = select("host").value, verdict = select("verdict").value;

		if (!cell.dataset.verdict || (host && cell.dataset.column !== host))
			return false;
		if (verdict === "bad")
			return cell.dataset.good === "no";
		return !verdict || cell.dataset.verdict === verdict;
	}

	function rowWanted(row) {
		const arch = select("arch").value, text = search.value.toLowerCase();

		return (!arch || row.dataset.arch === arch) &&
			row.cells[0].textContent.toLowerCase().includes(text) &&
			Array.from(row.cells).some(cellWanted);
	}

	function apply() {
		const host = select("host").value;
		let count = 0;

		for (const row of rows) {
			row.hidden = !rowWanted(row);
			count += row.hidden ? 0 : 1;
		}
		for (const cell of columns)
			cell.hidden = host && cell.dataset.column !== host;
		shown.textContent = count + " of " + rows.length + " shown";
	}

	function remember() {
		const chosen = names.filter((name) => select(name).value);
		const value = (name) => encodeURIComponent(select(name).value);
		const parts = chosen.map((name) => name + "=" + value(name));

		history.replaceState(null, "", "#" + parts.join("&"));
		apply();
	}

	function restore() {
		for (const part of location.hash.slice(1).split("&")) {
			const [name, value] = part.split("=");

			if (names.includes(name))
				select(name).value = decodeURIComponent(value || "");
		}
	}

	for (const name of names)
		select(name).addEventListener("change", remember);
	search.addEventListener("input", apply);
	restore();
	apply();
})();
