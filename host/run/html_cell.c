/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "html_cell.h"

void html_name(struct buf *html, const struct row *row)
{
	json_t *line = results_get(row->shown);

	buf_puts(html, "<td class=\"name\">");
	buf_add_xml(html, row->run);
	buf_puts(html, "/<b>");
	buf_add_xml(html, row->test);
	buf_puts(html, "</b><small>");
	buf_add_xml(html, result_text(line, "claim"));
	buf_puts(html, "</small></td>");
	json_decref(line);
}

static void add_fact(struct buf *html, const char *name, const char *text)
{
	if (!*text)
		return;
	buf_printf(html, "<dt>%s</dt><dd>", name);
	buf_add_xml(html, text);
	buf_puts(html, "</dd>");
}

static void add_source(struct buf *html, const json_t *line)
{
	char *source;

	if (!*result_text(line, "file"))
		return;
	source = xasprintf("%s:%lld", result_text(line, "file"),
			   (long long)json_integer_value(json_object_get(line, "line")));
	add_fact(html, "source", source);
	free(source);
}

static void add_times(struct buf *html, const struct row *row, const json_t *line)
{
	json_int_t guest_ns = json_integer_value(json_object_get(line, "guest_ns"));

	buf_printf(html, "<dt>duration</dt><dd>%.6f s",
		   json_real_value(json_object_get(line, "seconds")));
	if (guest_ns)
		buf_printf(html, ", %.6f s in the guest", (double)guest_ns / 1e9);
	buf_puts(html, "</dd>");
	if (row_total(row) > 1)
		buf_printf(html, "<dt>repeated</dt><dd>failed %u of %u</dd>", row_failed(row),
			   row_total(row));
}

static void add_values(struct buf *html, const json_t *line)
{
	json_t *value;
	size_t i;

	json_array_foreach(json_object_get(line, "values"), i, value)
	{
		buf_puts(html, "<dt>");
		buf_add_xml(html, result_text(value, "name"));
		buf_printf(html, "</dt><dd>%.10g ",
			   json_number_value(json_object_get(value, "value")));
		buf_add_xml(html, result_text(value, "unit"));
		buf_puts(html, "</dd>");
	}
}

static void add_cites(struct buf *html, const json_t *line)
{
	json_t *cite;
	size_t i;

	json_array_foreach(json_object_get(line, "cites"), i, cite)
		add_fact(html, "promised in", json_string_value(cite));
}

static void add_log(struct buf *html, const json_t *line)
{
	if (*result_text(line, "output")) {
		buf_puts(html, "<pre>");
		buf_add_xml(html, result_text(line, "output"));
		buf_puts(html, "</pre>");
	}
	if (*result_text(line, "log")) {
		buf_puts(html, "<a href=\"");
		buf_add_xml(html, result_text(line, "log"));
		buf_puts(html, "\">log of the run</a>");
	}
}

static void add_label(struct buf *html, const struct row *row)
{
	unsigned int failed = row_failed(row), total = row_total(row);

	buf_puts(html, verdict_name[row->verdict]);
	if (failed && total > 1)
		buf_printf(html, " %u of %u", failed, total);
}

void html_cell(struct buf *html, const struct row *row)
{
	bool good = verdict_good(row->verdict);
	const char *class = !good ? "bad" : row->verdict == VERDICT_PASS ? "good" : "odd";
	json_t *line = results_get(row->shown);

	buf_printf(html, "<td data-column=\"%s\" data-verdict=\"%s\" data-good=\"%s\">", row->host,
		   verdict_name[row->verdict], good ? "yes" : "no");
	buf_printf(html, "<details class=\"%s\"><summary>", class);
	add_label(html, row);
	buf_puts(html, "</summary><dl>");
	add_fact(html, "claim", result_text(line, "claim"));
	add_fact(html, "reason", result_text(line, "reason"));
	add_fact(html, "at", result_text(line, "place"));
	add_fact(html, "known", result_text(line, "known"));
	add_source(html, line);
	add_times(html, row, line);
	add_values(html, line);
	add_cites(html, line);
	buf_puts(html, "</dl>");
	add_log(html, line);
	buf_puts(html, "</details></td>");
	json_decref(line);
}
