/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What trap.S saves of the interrupted code.
 */
#ifndef ARCH_FRAME_H
#define ARCH_FRAME_H

#include <stddef.h>
#include <stdint.h>

/* As FXSAVE and XSAVE write it; AVX and later state follows the header. */
struct fpu_state {
	uint16_t fcw, fsw;
	uint8_t ftw, reserved0;
	uint16_t fop;
	uint64_t fip, fdp;
	uint32_t mxcsr, mxcsr_mask;
	uint8_t st[8][16];
	uint8_t xmm[16][16];
	uint8_t reserved1[96];
	uint64_t xstate_bv; /* from here on only with XSAVE */
	uint64_t header[7];
	uint8_t ymm_high[16][16];
} __attribute__((packed));

_Static_assert(offsetof(struct fpu_state, xstate_bv) == 512, "XSAVE header");
_Static_assert(offsetof(struct fpu_state, ymm_high) == 576, "AVX state");

struct frame {
	struct fpu_state *fpu;
	uint64_t gs_base, fs_base;
	uint16_t ds, es, fs, gs;
	uint64_t cr2;
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
	uint64_t vector;
	uint64_t error; /* 0 where the CPU pushes none */
	uint64_t rip, cs, rflags, rsp, ss;
};

#endif
