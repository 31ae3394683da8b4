/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a QEMU binary, with plugins or without, can do: asked once over its monitor,
 * then kept in the build directory until the binary or a plugin is another one.
 */
#ifndef CAPS_H
#define CAPS_H

#include <stdbool.h>

#include "text.h"

struct caps {
	char *name;		/* of the program, as it was asked for */
	char *program;		/* with its path */
	char *plugins;		/* as loaded, in one text */
	char *version;		/* 10.0.2 (Debian ...) */
	char *machines, *types; /* names, each behind a blank */
	struct caps *next;
};

/*
 * NULL and a message that the caller frees if the program is missing, does not answer,
 * or does not take a plugin.
 */
const struct caps *caps_of(const char *program, const struct words *plugins, const char *build,
			   char **error);
/* Fills in version, machines and types; false and a message if there is no answer. */
typedef bool caps_ask_fn(struct caps *caps, void *context, char **error);
/* Likewise of a QEMU that runs elsewhere, and of which this machine has the file. */
const struct caps *caps_of_file(const char *file, const char *build, caps_ask_fn *ask,
				void *context, char **error);
bool caps_have_machine(const struct caps *caps, const char *name);
/* Also by a short name: virtio-rng for virtio-rng-pci or virtio-rng-ccw. */
bool caps_have_device(const struct caps *caps, const char *name);
void caps_free(void);

/* Where PATH leads to; NULL if nowhere. The caller frees it. */
char *program_path(const char *program);

#endif
