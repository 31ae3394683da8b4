/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "layout.h"
#include "pairs.inc"

#define SAVED (16 + OWN_SIZE + 16)
#define MORE  (16 + OWN_SIZE) /* where an argument and FPCR are */

	.arch	armv8-a+fp+simd
	.text

	.macro	save_own
	stp	x29, x30, [sp, #-SAVED]!
	own_pairs stp, sp, 16
	.endm

	.macro	restore_own
	own_pairs ldp, sp, 16
	ldp	x29, x30, [sp], #SAVED
	.endm

/*
 * void registers_keep(const volatile unsigned int *until,
 *		       const struct register_file *before,
 *		       struct register_file *after)
 * Loads all registers but x0, x1 and sp, waits, and stores them again.
 */
	.globl	registers_keep
	.type	registers_keep, %function
registers_keep:
	save_own
	mrs	x3, fpcr
	stp	x2, x3, [sp, #MORE]
	ldp	x2, x3, [x1, #FILE_NZCV]
	msr	nzcv, x2
	msr	fpsr, x3
	ldp	x2, x3, [x1, #FILE_FPCR]
	msr	fpcr, x2
	msr	tpidr_el0, x3
	vector_pairs ldp, x1, FILE_Q
	general_pairs ldp, x1
	ldp	x2, x3, [x1, #FILE_X(2)]
	ldr	x30, [x1, #FILE_X(30)]

1:	ldr	w1, [x0]
	cbz	w1, 1b

	ldr	x1, [sp, #MORE]
	stp	x2, x3, [x1, #FILE_X(2)]
	general_pairs stp, x1
	str	x30, [x1, #FILE_X(30)]
	vector_pairs stp, x1, FILE_Q
	mrs	x2, nzcv
	mrs	x3, fpsr
	stp	x2, x3, [x1, #FILE_NZCV]
	mrs	x2, fpcr
	mrs	x3, tpidr_el0
	stp	x2, x3, [x1, #FILE_FPCR]
	ldr	x3, [sp, #MORE + 8]
	msr	fpcr, x3
	restore_own
	ret
	.size	registers_keep, . - registers_keep

/* void registers_load(const struct register_file *file): what a call may change, changed. */
	.globl	registers_load
	.type	registers_load, %function
registers_load:
	save_own
	mov	x1, x0
	vector_pairs ldp, x1, FILE_Q
	ldr	x2, [x1, #FILE_NZCV]
	msr	nzcv, x2
	ldr	x2, [x1, #FILE_FPSR]
	msr	fpsr, x2
	general_pairs ldp, x1
	ldp	x2, x3, [x1, #FILE_X(2)]
	restore_own
	ret
	.size	registers_load, . - registers_load
