/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Comparing the libc of the guests with the one of this machine.
 *
 * A trial makes up one input, gives it to both, and returns whether they
 * agree. Each test repeats its trial; a disagreement ends it.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include "random.h"

typedef bool trial_function(struct random *random);

struct test {
	const char *name;
	trial_function *trial;
	unsigned int slower; /* so many times fewer trials */
};

extern const struct test memory_tests[], string_tests[], number_tests[], sort_tests[],
	printf_tests[], helper_tests[];

/* Says what differs, as a comment; returns false. */
bool differs(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Mostly small, at most `max`. */
size_t any_length(struct random *random, size_t max);
bool one_in(struct random *random, unsigned int n);

/*
 * Characters of a small alphabet, so that strings have much in common. They
 * end where a block of memory ends, so that a read beyond them is caught. Each
 * slot holds one text.
 */
enum { TEXT_MAX = 400, TEXT_SLOTS = 4 };

char *any_text(struct random *random, unsigned int slot, size_t len);
char *any_unterminated(struct random *random, unsigned int slot, size_t len);
char any_char(struct random *random);

#endif
