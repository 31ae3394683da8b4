/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people see while tests run: a line for each run that is over, a status
 * line on a terminal, a summary at the end. With --ktap, KTAP instead.
 */
#ifndef REPORT_H
#define REPORT_H

#include "job.h"
#include "results.h"

void report_begin(const struct plan *plan, const struct options *options);
void report_result(struct job *job, const struct result *result);
void report_job(struct job *job);
void report_end(const struct session *session);

/* Figures of the status line; shown on terminals only. */
struct progress {
	size_t total, done, running;
	double seconds_left;
};
void report_progress(const struct progress *progress);
bool report_live(void); /* there is a status line to be kept up to date */

/* The summary as text, for the terminal and for summary.txt. */
/* "N passed, N failed, N skipped" */
void summary_counts(struct buf *text);
void summary_text(const struct session *session, struct buf *text);

#endif
