/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The case that is running, for the parts of the library that judge it.
 */
#ifndef CASE_H
#define CASE_H

#include <stdbool.h>

struct frame;

/* One failed check more. With `ends` the caller's function is left for good. */
void case_failed(bool ends);

/* Makes blanks of line breaks. */
void keep_to_line(char *text);

/* A trap or an interrupt that nobody expected, on any CPU. */
void case_crashed(const char *reason) __attribute__((noreturn));

/*
 * On the first CPU, when an interrupt arrives: another CPU has crashed, so the
 * case ends here as well.
 */
void case_end_if_crashed(void);

/*
 * What must be undone when the case ends, however it ends: newest first, on the
 * first CPU, when no other CPU runs any more. The caller keeps the structure
 * until then; one that is already on the list stays where it is.
 */
struct case_undo {
	void (*undo)(struct case_undo *self);
	struct case_undo *older;
	bool listed;
};

void case_at_end(struct case_undo *undo);

#endif
