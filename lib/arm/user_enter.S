/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down to EL0 and back. The stack of the caller is kept in struct cpu, where
 * traps from EL0 find it; user.c lets the last of them return to user_left.
 */
#include "layout.h"

#define SAVED 192

	.arch	armv8-a+fp+simd
	.text

	.globl	user_enter, user_left
	.type	user_enter, %function
user_enter:
	stp	x29, x30, [sp, #-SAVED]!
	mov	x29, sp
	mrs	x9, tpidr_el1
	ldr	x10, [x9, #CPU_KERNEL_SP]
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	stp	d8, d9, [sp, #96]
	stp	d10, d11, [sp, #112]
	stp	d12, d13, [sp, #128]
	stp	d14, d15, [sp, #144]
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
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	d8, d9, [sp, #96]
	ldp	d10, d11, [sp, #112]
	ldp	d12, d13, [sp, #128]
	ldp	d14, d15, [sp, #144]
	ldp	x29, x30, [sp], #SAVED
	ret
	.size	user_enter, . - user_enter
