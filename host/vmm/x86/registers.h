/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest of the scenario sync_regs tells: behind the command, which it never obeys,
 * stands what it found when it went on from the ring before. For both compilers.
 */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdint.h>

/* RAX, RDI, RBX, RCX, RDX, RSI, RBP, R8 to R15. */
#define SEEN_COUNT 15

struct seen_registers {
	uint64_t registers[SEEN_COUNT];
	uint64_t trap; /* that the next instruction met; 0: none */
	uint64_t cr2;
};

/* What a register holds when the bell rings; RAX and RDI are needed for ringing. */
static inline uint64_t seen_before(unsigned int n)
{
	return 0x1111111111111111ull * n;
}

#endif
