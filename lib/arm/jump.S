/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jump_set() and jump_to(). A jump may leave a handler that runs on the
 * emergency stack: SP_EL1 goes back to its top, and the code that is reached
 * runs on SP_EL0 as always.
 */
#include "layout.h"
#include "pairs.inc"

/* struct jump */
#define JUMP_X29 OWN_SIZE
#define JUMP_SP  (JUMP_X29 + 16)

	.arch	armv8-a+fp+simd
	.text

	.globl	jump_set
	.type	jump_set, %function
jump_set:
	own_pairs stp, x0, 0
	stp	x29, x30, [x0, #JUMP_X29]
	mov	x1, sp
	mrs	x2, fpcr
	stp	x1, x2, [x0, #JUMP_SP]
	mov	w0, #0
	ret
	.size	jump_set, . - jump_set

	.globl	jump_to
	.type	jump_to, %function
jump_to:
	mrs	x2, tpidr_el1
	ldr	x2, [x2, #CPU_EMERGENCY_TOP]
	msr	spsel, #1
	mov	sp, x2
	msr	spsel, #0
	own_pairs ldp, x0, 0
	ldp	x29, x30, [x0, #JUMP_X29]
	ldp	x2, x3, [x0, #JUMP_SP]
	mov	sp, x2
	msr	fpcr, x3
	mov	w0, w1
	ret
	.size	jump_to, . - jump_to
