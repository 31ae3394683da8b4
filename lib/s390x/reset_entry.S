/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a reset leads: a PSW of 31 bits, no translation, no register that could
 * be relied on. What machine_reset_all() kept goes on from there.
 */
#include <control_register.h>
#include <psw.h>

#define SIGP_SET_ARCHITECTURE 0x12

	.text
	.globl	reset_entry
	.type	reset_entry, @function
reset_entry:
	lhi	%r1,1
	lhi	%r0,0
	sigp	%r1,%r0,SIGP_SET_ARCHITECTURE
	sam64
	larl	%r2,control_library
	lctlg	%c0,%c15,0(%r2)
	larl	%r2,translated_psw
	lpswe	0(%r2)
translated:
	larl	%r2,reset_jump
	lghi	%r3,1
	jg	jump_to
	.size	reset_entry, . - reset_entry

	.section .rodata
	.balign	8
translated_psw:
	.quad	PSW_LIBRARY, translated
