/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_FRAME_H
#define ARCH_FRAME_H

#include <stdint.h>

/* Built by trap.S on the stack of the interrupted code; offsets in layout.h. */
struct frame {
	uint64_t x[31];
	uint64_t sp;
	uint64_t pc;	 /* ELR_EL1 */
	uint64_t pstate; /* SPSR_EL1 */
	uint64_t esr;
	uint64_t far;
	uint64_t cpacr; /* entry opens floating point, to save it */
	uint64_t fpsr;
	uint64_t fpcr;
	uint64_t tpidr; /* TPIDR_EL0: the interrupted code's, as a general register is */
	uint64_t q[32][2];
	uint64_t record[2]; /* joins the chain of frame pointers: x29 and pc */
};

#endif
