/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The results by case: one row for each case of each run, architecture and
 * host, however often it was repeated. What it takes in memory depends on the
 * number of cases alone.
 */
#ifndef TABLE_H
#define TABLE_H

#include "results.h"

struct row {
	char *run, *arch, *host, *test;
	json_int_t number;
	unsigned int counts[VERDICT_COUNT];
	double seconds;	      /* of all repetitions */
	size_t shown;	      /* index of the result to show: the first bad one, else the last */
	enum verdict verdict; /* its verdict */
};

struct table {
	struct row *rows; /* by run, architecture, host and number of the case */
	size_t count;
};

void table_make(struct table *table);
void table_free(struct table *table);

/* The end of the rows that share run, architecture and host with the one at from. */
size_t table_group_end(const struct table *table, size_t from);

/* All repetitions, and those that leave the exit status not at 0. */
unsigned int row_total(const struct row *row);
unsigned int row_failed(const struct row *row);

/* One result line of a subtest, with its reason as a comment before it. */
void ktap_result(struct buf *text, size_t number, const char *name, enum verdict verdict,
		 const char *reason, const char *place);

#endif
