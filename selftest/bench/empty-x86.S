/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The empty guest of x86: the port whose writing ends QEMU. Entered by PVH, in 32-bit mode. */
#define QEMU_EXIT	  0xf4
#define ELFNOTE_PVH_ENTRY 18

	.code32
	.globl	start
start:
	xor	%eax, %eax
	out	%al, $QEMU_EXIT
	hlt

	.section .note, "a", @note
	.balign	4
	.long	2f - 1f, 4f - 3f, ELFNOTE_PVH_ENTRY
1:	.asciz	"Xen"
2:	.balign	4
3:	.long	start
4:
