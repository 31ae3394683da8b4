/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jump_set() and jump_to(). A jump may leave a handler that runs on the
 * emergency stack: SP_EL1 goes back to its top, and the code that is reached
 * runs on SP_EL0 as always.
 */
#include "layout.h"

	.arch	armv8-a+fp+simd
	.text

	.globl	jump_set
	.type	jump_set, %function
jump_set:
	stp	x19, x20, [x0]
	stp	x21, x22, [x0, #16]
	stp	x23, x24, [x0, #32]
	stp	x25, x26, [x0, #48]
	stp	x27, x28, [x0, #64]
	stp	x29, x30, [x0, #80]
	mov	x1, sp
	mrs	x2, fpcr
	stp	x1, x2, [x0, #96]
	stp	d8, d9, [x0, #112]
	stp	d10, d11, [x0, #128]
	stp	d12, d13, [x0, #144]
	stp	d14, d15, [x0, #160]
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
	ldp	x19, x20, [x0]
	ldp	x21, x22, [x0, #16]
	ldp	x23, x24, [x0, #32]
	ldp	x25, x26, [x0, #48]
	ldp	x27, x28, [x0, #64]
	ldp	x29, x30, [x0, #80]
	ldp	x2, x3, [x0, #96]
	mov	sp, x2
	msr	fpcr, x3
	ldp	d8, d9, [x0, #112]
	ldp	d10, d11, [x0, #128]
	ldp	d12, d13, [x0, #144]
	ldp	d14, d15, [x0, #160]
	mov	w0, w1
	ret
	.size	jump_to, . - jump_to
