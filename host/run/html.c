/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index.html: one page that needs nothing else, tests by hosts. */
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "html_cell.h"
#include "report.h"
#include "table.h"

extern const char page_css[], page_js[];

/* The rows in the order of the page: all hosts of a case one after the other. */
struct page {
	const struct row **rows;
	size_t count;
	struct words hosts, arches, verdicts;
};

static int by_place(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	int order = strcmp(x->run, y->run);

	if (!order)
		order = strcmp(x->arch, y->arch);
	if (!order)
		order = (x->number > y->number) - (x->number < y->number);
	if (!order)
		order = strcmp(x->test, y->test);
	return order ? order : strcmp(x->host, y->host);
}

static void add_new(struct words *words, const char *word)
{
	if (!words_have(words, word))
		words_add(words, word);
}

static void page_make(struct page *page, const struct table *table)
{
	*page = (struct page){ .count = table->count };
	page->rows = xcalloc(table->count, sizeof(*page->rows));
	for (size_t i = 0; i < table->count; i++) {
		const struct row *row = &table->rows[i];

		page->rows[i] = row;
		add_new(&page->hosts, row->host);
		add_new(&page->arches, row->arch);
		add_new(&page->verdicts, verdict_name[row->verdict]);
	}
	qsort(page->rows, page->count, sizeof(*page->rows), by_place);
}

static void page_free(struct page *page)
{
	free(page->rows);
	words_free(&page->hosts);
	words_free(&page->arches);
	words_free(&page->verdicts);
}

static void write_filter(FILE *file, const char *name, const char *all, const struct words *words)
{
	fprintf(file, "<label>%s <select id=\"filter-%s\"><option value=\"\">%s</option>", name,
		name, all);
	if (!strcmp(name, "verdict"))
		fputs("<option value=\"bad\">all that is bad</option>", file);
	for (size_t i = 0; i < words->count; i++)
		fprintf(file, "<option>%s</option>", words->item[i]);
	fputs("</select></label>\n", file);
}

static void write_head(FILE *file, const struct page *page, const struct session *session)
{
	const char *started = json_string_value(json_object_get(session->head, "started"));
	struct buf counts = { 0 };

	fprintf(file,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<link rel=\"icon\" href=\"data:,\">\n"
		"<title>hostproof results</title>\n<style>\n%s</style>\n</head>\n<body>\n"
		"<h1>hostproof</h1>\n",
		page_css);
	summary_counts(&counts);
	fprintf(file, "<p id=\"counts\">%s%s%s</p>\n<div id=\"filters\">\n", counts.data,
		started ? ", " : "", started ? started : "");
	buf_free(&counts);
	write_filter(file, "host", "all hosts", &page->hosts);
	write_filter(file, "arch", "all architectures", &page->arches);
	write_filter(file, "verdict", "all verdicts", &page->verdicts);
	fputs("<label>search <input id=\"filter-text\" type=\"search\"></label>\n"
	      "<span id=\"shown\"></span>\n</div>\n<table id=\"results\">\n"
	      "<thead><tr><th>test</th><th>arch</th>",
	      file);
	for (size_t i = 0; i < page->hosts.count; i++)
		fprintf(file, "<th data-column=\"%s\">%s</th>", page->hosts.item[i],
			page->hosts.item[i]);
	fputs("</tr></thead>\n<tbody>\n", file);
}

static bool same_case(const struct row *x, const struct row *y)
{
	return !strcmp(x->run, y->run) && !strcmp(x->arch, y->arch) && !strcmp(x->test, y->test);
}

/* The hosts and the verdicts of a row, for those who look at the page by program. */
static void add_attributes(struct buf *html, const struct row **rows, size_t count)
{
	struct words hosts = { 0 }, verdicts = { 0 };
	char *text;

	for (size_t i = 0; i < count; i++) {
		add_new(&hosts, rows[i]->host);
		add_new(&verdicts, verdict_name[rows[i]->verdict]);
	}
	text = words_join(&hosts, " ");
	buf_printf(html, "<tr data-arch=\"%s\" data-host=\"%s\"", rows[0]->arch, text);
	free(text);
	text = words_join(&verdicts, " ");
	buf_printf(html, " data-verdict=\"%s\">", text);
	free(text);
	words_free(&hosts);
	words_free(&verdicts);
}

static void write_row(FILE *file, const struct page *page, const struct row **rows, size_t count)
{
	struct buf html = { 0 };
	size_t next = 0;

	add_attributes(&html, rows, count);
	html_name(&html, rows[0]);
	buf_printf(&html, "<td>%s</td>", rows[0]->arch);
	for (size_t h = 0; h < page->hosts.count; h++) {
		const char *host = page->hosts.item[h];

		for (next = 0; next < count && strcmp(rows[next]->host, host);)
			next++;
		if (next < count)
			html_cell(&html, rows[next]);
		else
			buf_printf(&html, "<td data-column=\"%s\"></td>", host);
	}
	fprintf(file, "%s</tr>\n", html.data);
	buf_free(&html);
}

void write_html(FILE *file, const struct session *session)
{
	struct table table;
	struct page page;

	table_make(&table);
	page_make(&page, &table);
	write_head(file, &page, session);
	for (size_t i = 0, end; i < page.count; i = end) {
		for (end = i; end < page.count && same_case(page.rows[i], page.rows[end]);)
			end++;
		write_row(file, &page, &page.rows[i], end - i);
	}
	fprintf(file, "</tbody>\n</table>\n<script>\n%s</script>\n</body>\n</html>\n", page_js);
	page_free(&page);
	table_free(&table);
}
