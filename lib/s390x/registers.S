/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of registers.h that needs all registers. A set of values is laid
 * out as struct register_values in registers.c.
 */
#include <lowcore.h>

#define GPRS 0	/* 0 to 13 */
#define ACRS 112
#define VRS  176
#define FPC  688

	.text

	.macro	each_fpr instruction
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\instruction	%f\n,VRS + \n * 16(%r3)
	.endr
	.endm

	.macro	if_no_vector label
	tmy	LOWCORE + LC_FACILITIES + FACILITY_VECTOR / 8,0x80 >> (FACILITY_VECTOR % 8)
	jz	\label
	.endm

	# Loads floats and access registers from 0(%r3).
	.type	load_most, @function
load_most:
	lfpc	FPC(%r3)
	lam	%a0,%a15,ACRS(%r3)
	if_no_vector 1f
	vlm	%v0,%v15,VRS(%r3)
	vlm	%v16,%v31,VRS + 256(%r3)
	br	%r14
1:	each_fpr ld
	br	%r14
	.size	load_most, . - load_most

	# void registers_load_and_wait(const volatile unsigned int *until,
	#	const struct register_values *load, struct register_values *found)
	.globl	registers_load_and_wait
	.type	registers_load_and_wait, @function
registers_load_and_wait:
	stmg	%r6,%r15,48(%r15)
	lay	%r1,-176(%r15)
	stg	%r15,0(%r1)
	lgr	%r15,%r1
	stg	%r4,160(%r15)
	brasl	%r14,load_most
	lgr	%r14,%r2
	lmg	%r0,%r13,GPRS(%r3)
0:	chsi	0(%r14),0
	je	0b
	lgr	%r14,%r3
	lg	%r3,160(%r15)
	stmg	%r0,%r13,GPRS(%r3)
	stg	%r14,GPRS + 24(%r3)
	stfpc	FPC(%r3)
	stam	%a0,%a15,ACRS(%r3)
	if_no_vector 1f
	vstm	%v0,%v15,VRS(%r3)
	vstm	%v16,%v31,VRS + 256(%r3)
	j	2f
1:	each_fpr std
2:	lmg	%r6,%r15,48 + 176(%r15)
	br	%r14
	.size	registers_load_and_wait, . - registers_load_and_wait

	# void registers_load(const struct register_values *load)
	.globl	registers_load
	.type	registers_load, @function
registers_load:
	stmg	%r6,%r15,48(%r15)
	lgr	%r3,%r2
	brasl	%r14,load_most
	lmg	%r0,%r13,GPRS(%r3)
	lmg	%r6,%r15,48(%r15)
	br	%r14
	.size	registers_load, . - registers_load
