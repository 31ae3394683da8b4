/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One section of an ELF file, found by its name. */
#ifndef SECTION_H
#define SECTION_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>

struct section {
	Elf *elf; /* the file as a whole; NULL if it is no ELF file */
	const char *data;
	size_t size;
};

/* False if there is no such section. To be closed in any case, before the descriptor. */
bool section_open(struct section *section, int fd, const char *name);
void section_close(struct section *section);

#endif
