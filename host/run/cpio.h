/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the archive that a Linux kernel unpacks as its first file system. */
#ifndef CPIO_H
#define CPIO_H

#include "text.h"

struct cpio {
	struct buf data;
	struct words directories; /* that are in it */
	unsigned int entries;
};

/* Paths are absolute; directories above them are added as needed. */
void cpio_add_device(struct cpio *cpio, const char *path, unsigned int major, unsigned int minor);
void cpio_add_text(struct cpio *cpio, const char *path, const char *text);
void cpio_add_link(struct cpio *cpio, const char *path, const char *target);
/* An errno that says why the file cannot be read, or 0. */
int cpio_add_file(struct cpio *cpio, const char *path, const char *source);
/* Ends the archive and writes it. An errno, or 0. */
int cpio_write(struct cpio *cpio, const char *file);
void cpio_free(struct cpio *cpio);

#endif
