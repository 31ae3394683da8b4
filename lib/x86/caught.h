/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exceptions looked at in detail. CHECK_TRAP() of <test.h> compares the code
 * alone; here the whole frame is kept.
 *
 *	catch_trap(TRAP_UD);
 *	CATCH("ud2");
 *	CHECK_FAULT(0);
 *
 * The instruction is written with its operands as in an asm statement.
 */
#ifndef CAUGHT_H
#define CAUGHT_H

#include <frame.h>
#include <stdbool.h>
#include <test.h>

struct caught {
	unsigned int count;
	unsigned int vector;
	struct frame frame; /* but for the FPU's state, which is gone */
};

extern struct caught caught;

/* Where the instruction of the last CATCH() is, and what follows it. */
extern uintptr_t catch_instruction, catch_landing;

/* From now on to the end of the case; forgets what was caught before, also of another code. */
void catch_trap(unsigned int code);

/*
 * Once, with this error code: a fault leaves the instruction to be executed
 * again, a trap has it done.
 */
bool caught_fault(uint64_t error);
bool caught_trap(uint64_t error);

#define CATCH(instruction, ...)                             \
	__asm__ volatile("	movq $771f, catch_instruction\n" \
			 "	movq $772f, catch_landing\n"     \
			 "771:	" instruction "\n"          \
			 "772:" __VA_ARGS__)

#define CAUGHT_FORMAT                                                                      \
	"caught %u, vector %u, error code %#lx, RIP %#lx, instruction %#lx", caught.count, \
		caught.vector, caught.frame.error, caught.frame.rip, catch_instruction

#define CHECK_FAULT(error) CHECK(caught_fault(error), CAUGHT_FORMAT)
#define CHECK_TRAPPED()	   CHECK(caught_trap(0), CAUGHT_FORMAT)

#endif
