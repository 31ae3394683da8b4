/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "layout.h"

#define SAVED 176

	.arch	armv8-a+fp+simd
	.text

/* For each of the registers of a file, with the file at \at. */
	.macro	each_pair insn, at
	\insn	x2, x3, [\at, #FILE_X(2)]
	\insn	x4, x5, [\at, #FILE_X(4)]
	\insn	x6, x7, [\at, #FILE_X(6)]
	\insn	x8, x9, [\at, #FILE_X(8)]
	\insn	x10, x11, [\at, #FILE_X(10)]
	\insn	x12, x13, [\at, #FILE_X(12)]
	\insn	x14, x15, [\at, #FILE_X(14)]
	\insn	x16, x17, [\at, #FILE_X(16)]
	\insn	x18, x19, [\at, #FILE_X(18)]
	\insn	x20, x21, [\at, #FILE_X(20)]
	\insn	x22, x23, [\at, #FILE_X(22)]
	\insn	x24, x25, [\at, #FILE_X(24)]
	\insn	x26, x27, [\at, #FILE_X(26)]
	\insn	x28, x29, [\at, #FILE_X(28)]
	.endm

	.macro	each_vector_pair insn, at
	\insn	q0, q1, [\at, #FILE_Q(0)]
	\insn	q2, q3, [\at, #FILE_Q(2)]
	\insn	q4, q5, [\at, #FILE_Q(4)]
	\insn	q6, q7, [\at, #FILE_Q(6)]
	\insn	q8, q9, [\at, #FILE_Q(8)]
	\insn	q10, q11, [\at, #FILE_Q(10)]
	\insn	q12, q13, [\at, #FILE_Q(12)]
	\insn	q14, q15, [\at, #FILE_Q(14)]
	\insn	q16, q17, [\at, #FILE_Q(16)]
	\insn	q18, q19, [\at, #FILE_Q(18)]
	\insn	q20, q21, [\at, #FILE_Q(20)]
	\insn	q22, q23, [\at, #FILE_Q(22)]
	\insn	q24, q25, [\at, #FILE_Q(24)]
	\insn	q26, q27, [\at, #FILE_Q(26)]
	\insn	q28, q29, [\at, #FILE_Q(28)]
	\insn	q30, q31, [\at, #FILE_Q(30)]
	.endm

	.macro	save_own
	stp	x29, x30, [sp, #-SAVED]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	stp	d8, d9, [sp, #96]
	stp	d10, d11, [sp, #112]
	stp	d12, d13, [sp, #128]
	stp	d14, d15, [sp, #144]
	.endm

	.macro	restore_own
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
	stp	x2, x3, [sp, #160]
	ldp	x2, x3, [x1, #FILE_NZCV]
	msr	nzcv, x2
	msr	fpsr, x3
	ldp	x2, x3, [x1, #FILE_FPCR]
	msr	fpcr, x2
	msr	tpidr_el0, x3
	each_vector_pair ldp, x1
	each_pair ldp, x1
	ldr	x30, [x1, #FILE_X(30)]

1:	ldr	w1, [x0]
	cbz	w1, 1b

	ldr	x1, [sp, #160]
	each_pair stp, x1
	str	x30, [x1, #FILE_X(30)]
	each_vector_pair stp, x1
	mrs	x2, nzcv
	mrs	x3, fpsr
	stp	x2, x3, [x1, #FILE_NZCV]
	mrs	x2, fpcr
	mrs	x3, tpidr_el0
	stp	x2, x3, [x1, #FILE_FPCR]
	ldr	x3, [sp, #168]
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
	each_vector_pair ldp, x1
	ldr	x2, [x1, #FILE_NZCV]
	msr	nzcv, x2
	ldr	x2, [x1, #FILE_FPSR]
	msr	fpsr, x2
	each_pair ldp, x1
	restore_own
	ret
	.size	registers_load, . - registers_load
