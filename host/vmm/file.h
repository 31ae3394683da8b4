/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file, as it lies on disk. */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file {
	const char *name;
	const uint8_t *bytes;
	size_t size;
};

/* Ends the program if it cannot be read. */
void file_open(struct file *file, const char *name);
void file_close(struct file *file);
/* Whether the file reaches that far. */
bool file_has(const struct file *file, uint64_t offset, uint64_t size);

#endif
