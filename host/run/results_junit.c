/* SPDX-License-Identifier: GPL-2.0-or-later */
/* junit.xml: a test suite for each run, as CI engines read it. */
#include <string.h>

#include "formats.h"
#include "table.h"

static void add_element(struct buf *xml, const char *element, const json_t *line, bool body)
{
	buf_printf(xml, "<%s message=\"", element);
	buf_add_xml(xml, result_text(line, "reason"));
	if (!body) {
		buf_puts(xml, "\"/>");
		return;
	}
	buf_printf(xml, "\" type=\"%s\">", result_text(line, "verdict"));
	if (*result_text(line, "place")) {
		buf_add_xml(xml, result_text(line, "place"));
		buf_puts(xml, ": ");
	}
	buf_add_xml(xml, result_text(line, "reason"));
	buf_putc(xml, '\n');
	buf_add_xml(xml, result_text(line, "output"));
	buf_printf(xml, "</%s>", element);
}

static const char *element_of(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_FAIL:
		return "failure";
	case VERDICT_CRASH:
	case VERDICT_TIMEOUT:
		return "error";
	default:
		return NULL;
	}
}

static void add_case(struct buf *xml, const struct row *row)
{
	json_t *line = results_get(row->shown);
	const char *element = element_of(row->verdict);

	buf_printf(xml, "  <testcase classname=\"%s.%s.", row->host, row->arch);
	buf_add_xml(xml, row->run);
	buf_puts(xml, "\" name=\"");
	buf_add_xml(xml, row->test);
	buf_printf(xml, "\" time=\"%.6f\"", row->seconds);
	if (*result_text(line, "file")) {
		buf_puts(xml, " file=\"");
		buf_add_xml(xml, result_text(line, "file"));
		buf_printf(xml, "\" line=\"%lld\"",
			   (long long)json_integer_value(json_object_get(line, "line")));
	}
	buf_putc(xml, '>');
	if (element)
		add_element(xml, element, line, true);
	else if (row->verdict == VERDICT_SKIP || row->verdict == VERDICT_XFAIL)
		add_element(xml, "skipped", line, false);
	if (row_total(row) > 1)
		buf_printf(xml, "<system-out>failed %u of %u</system-out>", row_failed(row),
			   row_total(row));
	buf_puts(xml, "</testcase>\n");
	json_decref(line);
}

struct totals {
	size_t tests, failures, errors, skipped;
	double seconds;
};

static struct totals add_up(const struct row *rows, size_t count)
{
	struct totals totals = { .tests = count };

	for (size_t i = 0; i < count; i++) {
		const char *element = element_of(rows[i].verdict);

		totals.failures += element && !strcmp(element, "failure");
		totals.errors += element && !strcmp(element, "error");
		totals.skipped +=
			rows[i].verdict == VERDICT_SKIP || rows[i].verdict == VERDICT_XFAIL;
		totals.seconds += rows[i].seconds;
	}
	return totals;
}

static void write_totals(FILE *file, struct totals totals)
{
	fprintf(file,
		" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.6f\"",
		totals.tests, totals.failures, totals.errors, totals.skipped, totals.seconds);
}

static void write_suite(FILE *file, const struct row *rows, size_t count)
{
	struct buf xml = { 0 };

	fprintf(file, " <testsuite name=\"%s.%s.%s\"", rows->host, rows->arch, rows->run);
	write_totals(file, add_up(rows, count));
	fputs(">\n", file);
	for (size_t i = 0; i < count; i++) {
		add_case(&xml, &rows[i]);
		fputs(xml.data, file);
		buf_clear(&xml);
	}
	fputs(" </testsuite>\n", file);
	buf_free(&xml);
}

void write_junit(FILE *file, const struct session *session)
{
	struct table table;

	(void)session;
	table_make(&table);
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"hostproof\"", file);
	write_totals(file, add_up(table.rows, table.count));
	fputs(">\n", file);
	for (size_t i = 0, end; i < table.count; i = end) {
		end = table_group_end(&table, i);
		write_suite(file, &table.rows[i], end - i);
	}
	fputs("</testsuites>\n", file);
	table_free(&table);
}
