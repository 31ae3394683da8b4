/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What <caught.h> leaves to the architecture. */
#ifndef ARCH_CAUGHT_H
#define ARCH_CAUGHT_H

#include <stdbool.h>

/* Once, and the return address is so many bytes behind the instruction of CATCH()? */
bool caught_at(unsigned int distance);

/*
 * Executes the instruction, whose operands are inputs as of an asm statement.
 * It may use x0 and x1. x16 and x17 tell the handler where to go on and where
 * the instruction is.
 */
#define CATCH(instruction, ...)                    \
	__asm__ volatile("	adr	x16, 772f\n"        \
			 "	adr	x17, 771f\n"        \
			 "771:	" instruction "\n" \
			 "772:\n"                  \
			 :                         \
			 : __VA_ARGS__             \
			 : "x0", "x1", "x16", "x17", "x30", "cc", "memory")

#define CHECK_CAUGHT_AT(distance)                                                           \
	CHECK(caught_at(distance), "caught %u, pc %#lx, instruction at %#lx", caught.count, \
	      caught.frame.pc, caught.frame.x[17])

/* Fields of ESR_EL1 for aborts; of the parameter for system instructions. */
#define ISS_STATUS	0x3f	  /* fault status code */
#define ISS_WRITE	0x40	  /* the access was a write */
#define ISS_VALID	0x1000000 /* the access is described: size, register */
#define ISS_SIZE	0xc00000
#define ISS_REGISTER	0x1f0000
#define ISS_SYSREG_READ 0x1

#define ESR_LENGTH_32 0x2000000 /* a 32-bit instruction, or one that is not told about */

#endif
