/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Notes that a fuzzer chooses: a case that is accepted is complete, and its name its own. */
#include <stdlib.h>
#include <string.h>

#include "notes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* to the byte, so that the sanitizer sees a step beyond the end */
	char *copy = memcpy(malloc(size + !size), data, size);
	struct notes notes;
	bool good = notes_parse(&notes, copy, size);

	if (good == !!notes.error)
		abort();
	for (size_t i = 0; good && i < notes.count; i++) {
		if (!*notes.cases[i].name || !*notes.cases[i].claim || !*notes.cases[i].file)
			abort();
		for (size_t j = 0; j < i; j++) {
			if (!strcmp(notes.cases[i].name, notes.cases[j].name))
				abort();
		}
	}
	notes_free(&notes);
	free(copy);
	return 0;
}
