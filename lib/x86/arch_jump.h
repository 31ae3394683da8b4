/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_JUMP_H
#define ARCH_JUMP_H

#include <stdint.h>

/* The order is known to jump.S. */
struct jump {
	uint64_t rbx, rbp, r12, r13, r14, r15, rsp, rip;
	uint32_t mxcsr;
	uint16_t fcw;
};

#endif
