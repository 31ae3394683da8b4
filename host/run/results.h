/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Results as they happen: each becomes a line of results.jsonl at once, so
 * that a session that is cut keeps what it had. At the end the other formats
 * are made from these lines; docs/results.md describes them.
 */
#ifndef RESULTS_H
#define RESULTS_H

#include <jansson.h>

#include "options.h"
#include "plan.h"

/* Of case 0: the stream of the guest as a whole. */
#define STREAM_NAME  "(stream)"
#define STREAM_CLAIM "what the guest says is complete and consistent"
/* Of a run that has no image to ask for its cases. */
#define NO_CASE_NAME "(run)"

/* How a line is written: nanoseconds are enough. */
#define RESULT_FORMAT (JSON_COMPACT | JSON_REAL_PRECISION(9))

struct result {
	struct run *run;
	unsigned int number; /* of the case; 0: none in particular */
	unsigned int iteration, boot;
	struct outcome *outcome;
	uint64_t wall_ns;
	const char *log; /* path of the run's log below the output directory, or NULL */
};

/* What the session as a whole is: stands at the head of results.json. */
struct session {
	json_t *head;
	uint64_t started_ns;
	bool interrupted;
};

/* Takes the output directory for this process alone. Ends the program if that is not possible. */
void results_open(const struct options *options);
/*
 * Removes what an earlier session left there. It takes time, so it is done when the first guests
 * have been started, or when there is something to write.
 */
void results_begin(void);
/* Judges by known failures, counts, records. */
void results_add(const struct result *result);
/* Records a line that another session has made. */
void results_add_json(json_t *line);
/* Writes all formats. The exit status of the program, which a signal may have cut short. */
int results_status(const struct session *session, int signal);

/* Says once that results cannot be written; the program goes on, and ends with status 2. */
void results_trouble(const char *path, int error);
bool results_troubled(void);

const char *results_directory(void);
const unsigned int *results_counts(void); /* by verdict */

/* Reading back, in the order of the results. The caller frees what it gets. */
size_t results_count(void);
json_t *results_get(size_t index);
/* A text of a line; empty if there is none. */
const char *result_text(const json_t *line, const char *key);

#endif
