/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps looked at in detail. CHECK_TRAP() of <test.h> compares the code alone;
 * here the whole frame is kept.
 *
 *	catch_trap(TRAP_...);
 *	CATCH("instruction");
 *	CHECK_CAUGHT_AT(...);
 *
 * How CATCH() wants operands, and the checks of where the trap came,
 * <arch_caught.h> says.
 */
#ifndef CAUGHT_H
#define CAUGHT_H

#include <frame.h>
#include <test.h>

struct caught {
	unsigned int count;
	unsigned int code;
	uint64_t parameter;
	struct frame frame;
};

extern struct caught caught;

#include <arch_caught.h> /* CATCH() */

/* From now on to the end of the case; forgets what was caught before, also of another code. */
void catch_trap(unsigned int code);

/* From lib/ARCH/caught.c: the frame goes on behind CATCH(), and does not trap again at once. */
void catch_leave(struct frame *frame);

#endif
