/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program-status word. The constants may be used in assembly as well.
 */
#ifndef PSW_H
#define PSW_H

#define PSW_PER		  0x4000000000000000
#define PSW_DAT		  0x0400000000000000
#define PSW_IO		  0x0200000000000000
#define PSW_EXTERNAL	  0x0100000000000000
#define PSW_KEY		  0x00f0000000000000
#define PSW_MUST_BE_ZERO  0x0008000000000000
#define PSW_MACHINE_CHECK 0x0004000000000000
#define PSW_WAIT	  0x0002000000000000
#define PSW_PROBLEM_STATE 0x0001000000000000
#define PSW_ADDRESS_SPACE 0x0000c00000000000
#define PSW_CC		  0x0000300000000000
#define PSW_PROGRAM_MASK  0x00000f0000000000
#define PSW_64BIT	  0x0000000180000000

/* How the library runs, and what interrupts it when interrupts are enabled. */
#define PSW_LIBRARY    (PSW_DAT | PSW_64BIT)
#define PSW_INTERRUPTS (PSW_IO | PSW_EXTERNAL | PSW_MACHINE_CHECK)

/* The fixed-point-overflow bit of the program mask. */
#define PSW_FIXED_OVERFLOW 0x0000080000000000

#ifndef __ASSEMBLER__
#include <stdint.h>

struct psw {
	uint64_t mask;
	uint64_t address;
};

static inline uint64_t psw_mask(void)
{
	uint64_t high, low;

	__asm__ volatile("epsw %0,%1" : "=&d"(high), "=&a"(low));
	return high << 32 | (uint32_t)low;
}

/* Goes on behind itself with another mask. */
static inline void psw_set_mask(uint64_t mask)
{
	struct psw psw = { .mask = mask };

	__asm__ volatile("	larl	%%r1,0f\n"
			 "	stg	%%r1,8(%0)\n"
			 "	lpswe	0(%0)\n"
			 "0:"
			 :
			 : "a"(&psw)
			 : "r1", "cc", "memory");
}
#endif

#endif
