/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "table.h"

/* Where a row with these names is, while the table is made: an open hash. */
struct index {
	size_t *slots; /* row number + 1; 0: free */
	size_t size;   /* a power of two */
};

static size_t hash(size_t seed, const char *text)
{
	while (*text)
		seed = (seed ^ (unsigned char)*text++) * 0x100000001b3ull;
	return (seed ^ 0xff) * 0x100000001b3ull;
}

static size_t hash_names(const char *run, const char *arch, const char *host, const char *test)
{
	return hash(hash(hash(hash(0xcbf29ce484222325ull, run), arch), host), test);
}

static bool same(const struct row *row, const char *run, const char *arch, const char *host,
		 const char *test)
{
	return !strcmp(row->test, test) && !strcmp(row->run, run) && !strcmp(row->arch, arch) &&
	       !strcmp(row->host, host);
}

static void enter(struct index *index, const struct table *table, size_t number)
{
	const struct row *row = &table->rows[number];
	size_t slot = hash_names(row->run, row->arch, row->host, row->test);

	while (index->slots[slot & (index->size - 1)])
		slot++;
	index->slots[slot & (index->size - 1)] = number + 1;
}

static void grow_index(struct index *index, const struct table *table)
{
	if (2 * table->count < index->size)
		return;
	free(index->slots);
	index->size = index->size ? 2 * index->size : 64;
	index->slots = xcalloc(index->size, sizeof(*index->slots));
	for (size_t i = 0; i < table->count; i++)
		enter(index, table, i);
}

static struct row *find_row(struct table *table, struct index *index, const json_t *line)
{
	const char *run = result_text(line, "run"), *arch = result_text(line, "arch");
	const char *host = result_text(line, "host"), *test = result_text(line, "case");
	size_t slot, number;
	struct row *row;

	grow_index(index, table);
	slot = hash_names(run, arch, host, test);
	while ((number = index->slots[slot++ & (index->size - 1)])) {
		if (same(&table->rows[number - 1], run, arch, host, test))
			return &table->rows[number - 1];
	}
	GROW(table->rows, table->count);
	row = &table->rows[table->count++];
	*row = (struct row){
		.run = xstrdup(run),
		.arch = xstrdup(arch),
		.host = xstrdup(host),
		.test = xstrdup(test),
		.number = json_integer_value(json_object_get(line, "number")),
		.verdict = VERDICT_PASS,
	};
	enter(index, table, table->count - 1);
	return row;
}

static void add_line(struct row *row, const json_t *line, size_t number)
{
	enum verdict verdict = verdict_by_name(result_text(line, "verdict"));

	row->counts[verdict]++;
	row->seconds += json_real_value(json_object_get(line, "seconds"));
	if (verdict_good(row->verdict)) {
		row->shown = number;
		row->verdict = verdict;
	}
}

static int by_name(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = strcmp(x->run, y->run);

	if (!order)
		order = strcmp(x->arch, y->arch);
	if (!order)
		order = strcmp(x->host, y->host);
	return order ? order : (x->number > y->number) - (x->number < y->number);
}

void table_make(struct table *table)
{
	struct index index = { 0 };

	*table = (struct table){ 0 };
	for (size_t i = 0; i < results_count(); i++) {
		json_t *line = results_get(i);

		add_line(find_row(table, &index, line), line, i);
		json_decref(line);
	}
	free(index.slots);
	if (table->count)
		qsort(table->rows, table->count, sizeof(*table->rows), by_name);
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		free(table->rows[i].run);
		free(table->rows[i].arch);
		free(table->rows[i].host);
		free(table->rows[i].test);
	}
	free(table->rows);
	*table = (struct table){ 0 };
}

unsigned int row_total(const struct row *row)
{
	unsigned int total = 0;

	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		total += row->counts[v];
	return total;
}

unsigned int row_failed(const struct row *row)
{
	unsigned int failed = 0;

	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		failed += verdict_good(v) ? 0 : row->counts[v];
	return failed;
}

size_t table_group_end(const struct table *table, size_t from)
{
	const struct row *first = &table->rows[from];
	size_t end = from;

	while (end < table->count && !strcmp(table->rows[end].run, first->run) &&
	       !strcmp(table->rows[end].arch, first->arch) &&
	       !strcmp(table->rows[end].host, first->host))
		end++;
	return end;
}
