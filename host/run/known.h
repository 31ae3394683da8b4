/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Known failures: cases that are expected to fail on a host, each with the
 * reason. Lines of host/known/HOST.txt: ARCH RUN/CASE ["WORDS"] REASON [WHERE KNOWN]
 */
#ifndef KNOWN_H
#define KNOWN_H

#include "options.h"
#include "plan.h"

struct known {
	char *reason;
	char *words; /* a failure that is not reported with them is another one; NULL: any is */
	struct known *next;
};

/* Whether a failure that was reported so is the one that is known. */
bool known_covers(const struct known *known, const char *report);

/*
 * Marks the cases of the plan that are listed, whether in a file or in the
 * configuration. Ends the program if a line is malformed; warns of a line that
 * names nothing, if everything it could name is in the plan.
 */
void known_apply(struct plan *plan, const struct options *options);
void known_free(void);

#endif
