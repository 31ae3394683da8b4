/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The images of guests: where they lie, and which cases they hold. */
#ifndef IMAGE_H
#define IMAGE_H

#include "arch.h"
#include "notes.h"

struct image {
	char *name; /* common/traps */
	enum arch arch;
	const char *scenario; /* of the VMM, with this image as its guest; NULL: it is a test */
	char *elf;	      /* with the notes */
	char *boot;	      /* what the VMM loads; the same file on most architectures */
	char *missing;	      /* why there is no image: not built; NULL if there is one */
	struct notes notes;
	struct image *next;
};

/*
 * Loaded once per name and architecture, kept until the program ends. NULL and
 * a message in *error if the file is there but is no image.
 */
struct image *image_load(const char *build, const char *name, enum arch arch, char **error);
void images_free(void);

#endif
