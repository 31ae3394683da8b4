/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_JUMP_H
#define ARCH_JUMP_H

#include <stdint.h>

/*
 * The order is known to jump.S. The modes of the FPU are kept with all that FXSAVE writes,
 * because a hypervisor that emulates instructions may know FXSAVE and none of STMXCSR, LDMXCSR
 * and FLDCW.
 */
struct jump {
	uint64_t rbx, rbp, r12, r13, r14, r15, rsp, rip;
	uint8_t fpu[512] __attribute__((aligned(16)));
};

#endif
