/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What <caught.h> leaves to the architecture. */
#ifndef ARCH_CAUGHT_H
#define ARCH_CAUGHT_H

#include <stdbool.h>
#include <stdint.h>

/* Where the instruction of the last CATCH() is, and what follows it. */
extern uintptr_t catch_instruction, catch_landing;

/*
 * Once, at the instruction address given and with this length: suppressed and
 * completed instructions are left behind, nullified ones are not.
 */
bool caught_behind(unsigned int length);
bool caught_at(unsigned int length);

/*
 * The instruction is written with its operands as in an asm statement. It may
 * use %r1 for nothing that it gives back.
 */
#define CATCH(instruction, ...)                            \
	__asm__ volatile("	larl	%%r1,771f\n"               \
			 "	stgrl	%%r1,catch_instruction\n" \
			 "	larl	%%r1,772f\n"               \
			 "	stgrl	%%r1,catch_landing\n"     \
			 "771:	" instruction "\n"         \
			 "772:" __VA_ARGS__)

#define CAUGHT_FORMAT                                                                            \
	"caught %u, ILC %u, PSW address %#lx, instruction %#lx", caught.count, caught.frame.ilc, \
		caught.frame.psw.address, catch_instruction

#define CHECK_CAUGHT_BEHIND(length) CHECK(caught_behind(length), CAUGHT_FORMAT)
#define CHECK_CAUGHT_AT(length)	    CHECK(caught_at(length), CAUGHT_FORMAT)

/* Runs the function in the problem state. It must not wait for an interrupt. */
void in_problem_state(void (*function)(void));

#endif
