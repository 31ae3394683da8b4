/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What <caught.h> leaves to the architecture. The FPU's state in the frame is gone. */
#ifndef ARCH_CAUGHT_H
#define ARCH_CAUGHT_H

#include <stdbool.h>
#include <stdint.h>

/* Where the instruction of the last CATCH() is, and what follows it. */
extern uintptr_t catch_instruction, catch_landing;

/*
 * Once, with this error code: a fault leaves the instruction to be executed
 * again, a trap has it done.
 */
bool caught_fault(uint64_t error);
bool caught_trap(uint64_t error);

/* The instruction is written with its operands as in an asm statement. */
#define CATCH(instruction, ...)                             \
	__asm__ volatile("	movq $771f, catch_instruction\n" \
			 "	movq $772f, catch_landing\n"     \
			 "771:	" instruction "\n"          \
			 "772:" __VA_ARGS__)

#define CAUGHT_FORMAT                                                                     \
	"caught %u, code %#x, error code %#lx, RIP %#lx, instruction %#lx", caught.count, \
		caught.code, caught.frame.error, caught.frame.rip, catch_instruction

#define CHECK_FAULT(error) CHECK(caught_fault(error), CAUGHT_FORMAT)
#define CHECK_TRAPPED()	   CHECK(caught_trap(0), CAUGHT_FORMAT)

#endif
