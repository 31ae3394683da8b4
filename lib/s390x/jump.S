/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guests are compiled without floating point, so general registers are all
 * that a function has to keep.
 */
	.text
	.globl	jump_set, jump_to
	.type	jump_set, @function
	.type	jump_to, @function

jump_set:
	stmg	%r6,%r15,0(%r2)
	lghi	%r2,0
	br	%r14
	.size	jump_set, . - jump_set

jump_to:
	lgr	%r1,%r2
	lgfr	%r2,%r3
	lmg	%r6,%r15,0(%r1)
	br	%r14
	.size	jump_to, . - jump_to
