/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The summary for people: what failed, what failed now and then, the counts. */
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "loop.h"
#include "report.h"
#include "table.h"

static void add_row(struct buf *text, const struct row *row)
{
	json_t *line = results_get(row->shown);
	const char *reason = result_text(line, "reason"), *place = result_text(line, "place");
	const char *log = result_text(line, "log");

	buf_printf(text, "  %s:%s/%s/%s", row->host, row->arch, row->run, row->test);
	if (row_total(row) > 1)
		buf_printf(text, " failed %u of %u", row_failed(row), row_total(row));
	buf_printf(text, "\n    %s: %s%s%s\n", verdict_name[row->verdict], place,
		   *place ? ": " : "", reason);
	if (*log)
		buf_printf(text, "    %s/%s\n", results_directory(), log);
	json_decref(line);
}

static void add_rows(struct buf *text, const struct table *table, const char *title, bool flaky)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct row *row = &table->rows[i];
		unsigned int failed = row_failed(row);

		if (!failed || flaky != (failed < row_total(row)))
			continue;
		if (title)
			buf_printf(text, "\n%s\n", title);
		title = NULL;
		add_row(text, row);
	}
}

static unsigned int failures(void)
{
	const unsigned int *counts = results_counts();
	unsigned int failed = 0;

	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		failed += verdict_good(v) ? 0 : counts[v];
	return failed;
}

void summary_counts(struct buf *text)
{
	const unsigned int *counts = results_counts();

	buf_printf(text, "%u passed, %u failed, %u skipped", counts[VERDICT_PASS], failures(),
		   counts[VERDICT_SKIP]);
}

static void add_counts(struct buf *text, const struct session *session)
{
	const unsigned int *counts = results_counts();

	if (counts[VERDICT_XPASS])
		buf_printf(text, "%u passed though listed as known failures\n",
			   counts[VERDICT_XPASS]);
	if (counts[VERDICT_XFAIL])
		buf_printf(text, "%u failed as known\n", counts[VERDICT_XFAIL]);
	if (session->interrupted)
		buf_puts(text, "interrupted: not everything was run\n");
	summary_counts(text);
	buf_putc(text, '\n');
}

void summary_text(const struct session *session, struct buf *text)
{
	struct table table;

	if (!results_troubled()) {
		table_make(&table);
		add_rows(text, &table, "Failed:", false);
		add_rows(text, &table, "Failed now and then:", true);
		table_free(&table);
	}
	buf_putc(text, '\n');
	add_counts(text, session);
}

void write_summary(FILE *file, const struct session *session)
{
	struct buf text = { 0 };

	summary_text(session, &text);
	fputs(text.data, file);
	buf_free(&text);
}
