/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down to EL0 and back. The stack of the caller is kept in struct cpu, where
 * traps from EL0 find it; user.c lets the last of them return to user_left.
 */
#include "layout.h"
#include "pairs.inc"

#define SAVED (16 + OWN_SIZE)

	.arch	armv8-a+fp+simd
	.text

	.globl	user_enter, user_left
	.type	user_enter, %function
user_enter:
	stp	x29, x30, [sp, #-SAVED]!
	mov	x29, sp
	mrs	x9, tpidr_el1
	ldr	x10, [x9, #CPU_KERNEL_SP]
	own_pairs stp, sp, 16
	stp	x0, x10, [sp, #-16]!
	mov	x10, sp
	str	x10, [x9, #CPU_KERNEL_SP]
	msr	elr_el1, x1
	msr	spsr_el1, x4
	mov	x0, x2
	mov	x30, xzr
	mov	x29, xzr
	msr	spsel, #1
	msr	sp_el0, x3
	eret
user_left:
	ldp	x0, x10, [sp], #16
	mrs	x9, tpidr_el1
	str	x10, [x9, #CPU_KERNEL_SP]
	own_pairs ldp, sp, 16
	ldp	x29, x30, [sp], #SAVED
	ret
	.size	user_enter, . - user_enter
