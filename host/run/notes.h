/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an image says about its cases: the bytes of its section
 * hostproof_notes in, a list out. No files here, so the parser can be fuzzed.
 */
#ifndef NOTES_H
#define NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

struct test_case {
	char *name;
	char *claim;
	char *file;
	unsigned int line;
	unsigned int timeout; /* seconds; 0: none of its own */
	struct words needs;
	struct words cites;
};

struct notes {
	struct test_case *cases;
	size_t count;
	char *error; /* NULL if the section is well formed */
};

bool notes_parse(struct notes *notes, const char *data, size_t size);
void notes_free(struct notes *notes);

#endif
