/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the running QEMU is the one that a model was built for: its version, the
 * symbols that the model calls, and the layouts, as far as QEMU itself can be asked
 * for them. Each check answers what is wrong, or NULL.
 */
#ifndef ABI_CHECK_H
#define ABI_CHECK_H

#include "qemu.h"

/* Of QEMU as a whole: do this first. */
const char *check_qemu(void);

struct type_wanted {
	const char *name;
	size_t class_size;    /* 0: any */
	size_t instance_size; /* 0: any */
};

/* The sizes that QEMU itself has noted for a type. */
const char *check_type(const struct type_wanted *wanted);

struct member_wanted {
	const char *name;
	size_t offset;
};

/* Where QEMU itself looks for members when it migrates the structure. */
const char *check_members(const struct vmstate *vmstate, const struct member_wanted *wanted,
			  size_t count);

/* Whether a pointer that may be anything leads to this text. */
bool check_text(const char *pointer, const char *text);

/* Says in one line that this QEMU cannot take the model and why, and ends QEMU. */
void check_refuse(const char *model, const char *problem) __attribute__((noreturn));

#endif
