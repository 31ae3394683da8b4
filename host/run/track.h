/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One boot of a guest: which cases it has to run, what its lines say about
 * them, and whether the stream as a whole can be trusted.
 *
 * Lines in, results out: each expected case gets at most one result. What is
 * wrong with the stream itself (wrong plan, results out of turn, no end) is
 * kept in error, for the result of the boot as such.
 */
#ifndef TRACK_H
#define TRACK_H

#include "notes.h"
#include "stream.h"

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_CRASH,
	VERDICT_TIMEOUT,
	VERDICT_SKIP,
	VERDICT_XFAIL,
	VERDICT_XPASS,
	VERDICT_COUNT
};

extern const char *const verdict_name[VERDICT_COUNT];
/* VERDICT_COUNT if there is none of that name. */
enum verdict verdict_by_name(const char *name);
/* Whether the verdict leaves the exit status at 0. */
bool verdict_good(enum verdict verdict);

struct outcome {
	enum verdict verdict;
	char *reason;	   /* of everything but a pass; may be NULL */
	char *place;	   /* FILE:LINE of the first failed check, or NULL */
	struct buf log;	   /* the comments of the case */
	struct buf values; /* NAME NUMBER UNIT, one per line */
	uint64_t guest_ns; /* 0: not known */
};

struct track {
	/* set up by the caller */
	const struct notes *notes;
	const char *arch;
	const unsigned int *expected; /* numbers of cases, in the order of this boot */
	size_t expected_count;
	void (*started)(struct track *track, unsigned int number);
	void (*finished)(struct track *track, unsigned int number, struct outcome *outcome);
	void (*request)(struct track *track, char *text);

	/* read by the caller */
	size_t done;	      /* results so far; expected[done] is the next one */
	unsigned int current; /* number of the case that runs; 0: none */
	bool ended;	      /* the end line was there */
	bool stuck;	      /* or the guest gave up after a case */
	char *error;	      /* what is wrong with the stream, or NULL */

	bool hello, planned;
	bool timed_out;
	char *crash;
	uint64_t counts[3];
	struct outcome outcome;
};

void track_line(struct track *track, const struct line *line);
/* The boot is over: ends the current case, if any, with this verdict. */
void track_abandon(struct track *track, enum verdict verdict, const char *reason);
/* What is wrong with a boot that has come to its end, in track->error. */
void track_check_end(struct track *track);
void track_free(struct track *track);

void outcome_free(struct outcome *outcome);

#endif
