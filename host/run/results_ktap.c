/* SPDX-License-Identifier: GPL-2.0-or-later */
/* results.ktap: a subtest for each run, a result for each of its cases. */
#include <string.h>

#include "formats.h"
#include "table.h"

void ktap_result(struct buf *text, size_t number, const char *name, enum verdict verdict,
		 const char *reason, const char *place)
{
	bool good = verdict_good(verdict);

	if (reason && verdict != VERDICT_SKIP)
		buf_printf(text, "  # %s: %s%s%s\n", verdict_name[verdict], place ? place : "",
			   place ? ": " : "", reason);
	if (verdict == VERDICT_XPASS)
		buf_puts(text, "  # xpass: listed as a known failure\n");
	buf_printf(text, "  %sok %zu %s", good ? "" : "not ", number, name);
	if (verdict == VERDICT_SKIP)
		buf_printf(text, " # SKIP %s", reason ? reason : "");
	if (verdict == VERDICT_XFAIL)
		buf_puts(text, " # XFAIL");
	buf_putc(text, '\n');
}

static bool write_group(FILE *file, const struct table *table, size_t from, size_t end)
{
	bool good = true;

	fprintf(file, "  KTAP version 1\n  # Subtest: %s/%s/%s\n  1..%zu\n", table->rows[from].host,
		table->rows[from].arch, table->rows[from].run, end - from);
	for (size_t i = from; i < end; i++) {
		const struct row *row = &table->rows[i];
		json_t *line = results_get(row->shown);
		struct buf text = { 0 };

		good &= verdict_good(row->verdict);
		if (row_failed(row) && row_total(row) > 1)
			buf_printf(&text, "  # failed %u of %u\n", row_failed(row), row_total(row));
		ktap_result(&text, i - from + 1, row->test, row->verdict,
			    json_string_value(json_object_get(line, "reason")),
			    json_string_value(json_object_get(line, "place")));
		fputs(text.data, file);
		buf_free(&text);
		json_decref(line);
	}
	return good;
}

void write_ktap(FILE *file, const struct session *session)
{
	size_t groups = 0, number = 0;
	struct table table;

	(void)session;
	table_make(&table);
	for (size_t i = 0; i < table.count; i = table_group_end(&table, i))
		groups++;
	fprintf(file, "KTAP version 1\n1..%zu\n", groups);
	for (size_t i = 0, end; i < table.count; i = end) {
		const struct row *row = &table.rows[i];
		bool good;

		end = table_group_end(&table, i);
		good = write_group(file, &table, i, end);
		fprintf(file, "%sok %zu %s/%s/%s\n", good ? "" : "not ", ++number, row->host,
			row->arch, row->run);
	}
	table_free(&table);
}
