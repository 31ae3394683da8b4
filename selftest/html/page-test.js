/* SPDX-License-Identifier: GPL-2.0-or-later */
"use strict";

/*
 * Put at the end of a page of results: uses it as a reader would, and leaves the
 * outcome as TAP in an element that the shell finds in the dump of the page.
 */
(function () {
	const lines = [];
	const rows = Array.from(document.querySelectorAll("#results tr[data-verdict]"));
	let count = 0;

	function tap(claim, holds, why) {
		count++;
		lines.push((holds ? "ok " : "not ok ") + count + " - " + claim);
		if (!holds && why !== undefined)
			lines.push("# " + why);
	}

	function visible(element) {
		return element.getClientRects().length > 0;
	}

	function choose(name, value) {
		const select = document.getElementById("filter-" + name);

		select.value = value;
		select.dispatchEvent(new Event("change"));
	}

	function options(name) {
		const select = document.getElementById("filter-" + name);

		return Array.from(select.options)
			.map((option) => option.value).filter((value) => value);
	}

	/* The visible rows must be just those of which the predicate holds. */
	function filtered(claim, predicate) {
		const wanted = rows.filter(predicate), got = rows.filter(visible);

		tap(claim, wanted.length > 0 && wanted.length === got.length &&
			got.every((row) => wanted.includes(row)),
			got.length + " rows, not " + wanted.length);
	}

	function cells(row) {
		return Array.from(row.querySelectorAll("[data-verdict]"));
	}

	function bad(row) {
		return cells(row).some((c) => c.dataset.good === "no");
	}

	function has(words, word) {
		return words.split(" ").includes(word);
	}

	function testFilters() {
		filtered("all cases are shown at first", () => true);
		for (const arch of options("arch")) {
			choose("arch", arch);
			filtered("architecture " + arch, (row) => row.dataset.arch === arch);
		}
		choose("arch", "");
		for (const host of options("host")) {
			choose("host", host);
			filtered("host " + host, (row) => has(row.dataset.host, host));
			tap("only the column of " + host + " is shown", cells(rows[0])
				.every((c) => visible(c) === (c.dataset.column === host)));
		}
		choose("host", "");
		for (const verdict of options("verdict").filter((value) => value !== "bad")) {
			choose("verdict", verdict);
			filtered("verdict " + verdict, (row) => has(row.dataset.verdict, verdict));
		}
		choose("verdict", "bad");
		filtered("all that is bad", bad);
	}

	function testTogether() {
		choose("arch", "s390x");
		choose("host", "tcg");
		choose("verdict", "crash");
		filtered("three filters at once", (row) => row.dataset.arch === "s390x" &&
			row.querySelector("[data-column=tcg][data-verdict=crash]"));
		tap("the address keeps the choice", location.hash.includes("arch=s390x") &&
			location.hash.includes("verdict=crash"), location.hash);
		for (const name of ["arch", "host", "verdict"])
			choose(name, "");
		filtered("all again", () => true);
	}

	function testSearch() {
		const search = document.getElementById("filter-text");

		search.value = "fail_by_check";
		search.dispatchEvent(new Event("input"));
		filtered("a search", (row) => row.cells[0].textContent.includes("fail_by_check"));
		search.value = "";
		search.dispatchEvent(new Event("input"));
	}

	function testDetails() {
		const cell = document.querySelector("td[data-column=tcg][data-verdict=fail]");
		const details = cell.querySelector("details"), log = details.querySelector("pre");
		const terms = Array.from(details.querySelectorAll("dt"))
			.map((dt) => dt.textContent);

		tap("a failed case is closed at first", !details.open && !log.checkVisibility());
		details.querySelector("summary").click();
		tap("a click opens it", details.open && log.checkVisibility() &&
			log.offsetHeight > 10);
		tap("it shows claim, source and duration",
			["claim", "source", "duration"].every((term) => terms.includes(term)),
			details.textContent.slice(0, 300));
		tap("its log names the check that failed", /misbehave\.c:\d+/.test(log.textContent),
			log.textContent.slice(0, 300));
		details.querySelector("summary").click();
		tap("another click closes it", !details.open && !log.checkVisibility());
	}

	function testLook() {
		const summaries = Array.from(document.querySelectorAll("#results summary"));
		const color = (verdict) => getComputedStyle(document.querySelector(
			"td[data-verdict=" + verdict + "] summary")).backgroundColor;

		tap("nothing is wider than the window",
			document.documentElement.scrollWidth <= window.innerWidth);
		tap("the words of all verdicts can be seen",
			summaries.every((s) => s.offsetHeight > 10));
		tap("pass, fail and skip differ in color",
			new Set(["pass", "fail", "skip"].map(color)).size === 3);
		tap("nothing is loaded from anywhere",
			performance.getEntriesByType("resource").length === 0);
		tap("no script failed", window.scriptErrors.length === 0,
			window.scriptErrors.join("; "));
	}

	function finish() {
		const outcome = document.createElement("pre");

		outcome.id = "outcome";
		outcome.textContent = "\n" + lines.join("\n") + "\n1.." + count + "\n";
		document.body.append(outcome);
	}

	try {
		testFilters();
		testTogether();
		testSearch();
		testDetails();
		testLook();
	} catch (error) {
		tap("the page has what its test looks for", false, error);
	}
	finish();
})();
