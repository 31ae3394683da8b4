/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The empty guest of arm64: PSCI SYSTEM_OFF. */
	.globl	start
start:
	mov	w0, #0x84000000
	add	w0, w0, #8
	hvc	#0
