/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All clocks of a machine, for tests that ask whether they agree.
 */
#ifndef MACHINE_CLOCKS_H
#define MACHINE_CLOCKS_H

#include <stdbool.h>
#include <stdint.h>

struct machine_clock {
	const char *name;
	bool (*setup)(void); /* false where there is none; NULL: it is always there */
	uint64_t (*ns)(void);
};

/* From lib/ARCH/clock.c or reference.c; one without a name is behind the last. */
extern const struct machine_clock machine_clocks[];

#endif
