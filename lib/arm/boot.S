/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the loader to start().
 *
 * The loader enters at the first byte with the device tree in x0, the MMU off,
 * at EL2 or EL1, and has written the whole image, bss included, to memory. With
 * the MMU off stores go past the caches, so only what the MMU itself needs is
 * written before it is on: tables that map this image and the device tree.
 * mmu.c adds the rest of memory and the devices.
 */
#include "layout.h"

	.arch	armv8-a

	.section .image_header, "ax"
	b	boot
	.long	0
	.quad	0			/* offset from a multiple of 2 MiB */
	.quad	0			/* size in memory: host/mkimage puts it in */
	.quad	0xa			/* little endian, 4 KiB pages, anywhere in memory */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

	.section .bss.tables, "aw", %nobits
	.globl	boot_tables
boot_tables:
	.globl	mmu_root_table
mmu_root_table:
	.skip	4096
level2_table:	.skip	4096		/* 1 GiB an entry */
image_table:	.skip	4096		/* 2 MiB an entry, around the image */
image_pages:	.skip	4096		/* 2 MiB of the image, with the guard of the stack */
tree_table:	.skip	4096		/* as image_table, for the device tree */
boot_tables_end:

	.section .stacks, "aw", %nobits
	.globl	boot_stack_low, boot_stack_high, boot_emergency_top
boot_stack_guard:
	.skip	4096
boot_stack_low:
	.skip	BOOT_STACK_SIZE
boot_stack_high:
	.skip	EMERGENCY_STACK_SIZE
boot_emergency_top:
	.skip	EMERGENCY_SCRATCH

	.text

	.macro	address register, symbol
	adrp	\register, \symbol
	add	\register, \register, :lo12:\symbol
	.endm

	.macro	number register, value
	movz	\register, #((\value) & 0xffff)
	.if	((\value) >> 16) & 0xffff
	movk	\register, #(((\value) >> 16) & 0xffff), lsl #16
	.endif
	.if	((\value) >> 32) & 0xffff
	movk	\register, #(((\value) >> 32) & 0xffff), lsl #32
	.endif
	.if	((\value) >> 48) & 0xffff
	movk	\register, #(((\value) >> 48) & 0xffff), lsl #48
	.endif
	.endm

	.globl	boot
	.type	boot, %function
boot:
	mov	x19, x0
	mrs	x20, currentel
	cmp	x20, #(2 << 2)
	b.ne	1f
	bl	el2_leave
1:	bl	make_boot_tables
	bl	mmu_enable
	bl	relocate
	address	x0, device_tree
	str	x19, [x0]
	address	x0, entry_el
	lsr	w20, w20, #2
	str	w20, [x0]

	address	x0, boot_stack_high
	address	x1, boot_emergency_top
	mov	x2, xzr
	bl	enter_environment
	b	start
	.size	boot, . - boot

/*
 * Where PSCI CPU_ON lets a CPU begin, with the address of its struct cpu. That
 * was written through the caches: it is not looked at before the MMU is on.
 */
	.globl	secondary_entry
	.type	secondary_entry, %function
secondary_entry:
	mov	x19, x0
	mrs	x20, currentel
	cmp	x20, #(2 << 2)
	b.ne	1f
	bl	el2_leave
1:	bl	mmu_enable
	ldr	x0, [x19, #CPU_STACK_HIGH]
	ldr	x1, [x19, #CPU_EMERGENCY_TOP]
	mov	x2, x19
	bl	enter_environment
	mov	x0, x19
	b	cpu_arrived
	.size	secondary_entry, . - secondary_entry

/* x0: stack, x1: emergency stack, x2: struct cpu if there is one already. */
	.type	enter_environment, %function
enter_environment:
	msr	tpidr_el1, x2
	address	x3, vectors
	msr	vbar_el1, x3
	mov	x3, #CPACR_FPEN
	msr	cpacr_el1, x3
	msr	spsel, #1
	mov	sp, x1
	msr	spsel, #0
	mov	sp, x0
	isb
	mov	x29, xzr
	ret
	.size	enter_environment, . - enter_environment

/*
 * The cache may hold the tables as the loader left them, all zero: pushed out
 * before they are written, so that nothing is written back over them later, and
 * after, so that no line of old contents meets the walker.
 */
	.type	clean_boot_tables, %function
clean_boot_tables:
	mrs	x0, ctr_el0
	ubfx	x0, x0, #16, #4		/* DminLine: log2 of its words */
	mov	x1, #4
	lsl	x1, x1, x0
	address	x2, boot_tables
	address	x3, boot_tables_end
	dsb	sy
1:	dc	civac, x2
	add	x2, x2, x1
	cmp	x2, x3
	b.lo	1b
	dsb	sy
	ret
	.size	clean_boot_tables, . - clean_boot_tables

	.type	make_boot_tables, %function
make_boot_tables:
	mov	x21, x30
	bl	clean_boot_tables

	address	x0, mmu_root_table
	address	x1, level2_table
	address	x2, image_table
	address	x3, image_start
	number	x4, (ENTRY_UXN | ENTRY_ACCESSED | ENTRY_SHARED | ENTRY_NORMAL)
	orr	x9, x1, #ENTRY_TABLE
	ubfx	x10, x3, #39, #9
	str	x9, [x0, x10, lsl #3]
	orr	x9, x2, #ENTRY_TABLE
	ubfx	x10, x3, #30, #9
	str	x9, [x1, x10, lsl #3]

	/* The 2 MiB with the guard of the stack by pages, the rest of the image by blocks. */
	address	x7, boot_stack_guard
	address	x5, image_pages
	orr	x9, x5, #ENTRY_TABLE
	ubfx	x10, x7, #21, #9
	str	x9, [x2, x10, lsl #3]
	and	x6, x7, #~0x1fffff
	orr	x9, x6, x4
	orr	x9, x9, #ENTRY_PAGE
	add	x7, x5, #4096
1:	str	x9, [x5], #8
	add	x9, x9, #4096
	cmp	x5, x7
	b.ne	1b
	address	x5, image_pages
	address	x7, boot_stack_guard
	ubfx	x10, x7, #12, #9
	str	xzr, [x5, x10, lsl #3]
	orr	x4, x4, #ENTRY_BLOCK
	address	x7, image_top
	sub	x11, x3, #0x200000
	bl	add_blocks

	/* The device tree is at most 2 MiB long, on two blocks then. */
	and	x11, x19, #~0x1fffff
	add	x7, x11, #0x400000
	sub	x11, x11, #0x200000
	ubfx	x10, x19, #30, #9
	ldr	x9, [x1, x10, lsl #3]
	cbnz	x9, 2f
	address	x2, tree_table
	orr	x9, x2, #ENTRY_TABLE
	str	x9, [x1, x10, lsl #3]
2:	bl	add_blocks
	mov	x30, x21
	b	clean_boot_tables
	.size	make_boot_tables, . - make_boot_tables

/* Blocks behind that of x11 up to x7 into the table at x2, where it has no entry yet. */
	.type	add_blocks, %function
add_blocks:
	and	x11, x11, #~0x1fffff
1:	add	x11, x11, #0x200000
	cmp	x11, x7
	b.hs	2f
	ubfx	x10, x11, #21, #9
	ldr	x9, [x2, x10, lsl #3]
	cbnz	x9, 1b
	orr	x9, x11, x4
	str	x9, [x2, x10, lsl #3]
	b	1b
2:	ret
	.size	add_blocks, . - add_blocks

/* The image was linked at 0, and all that depends on where it is are its R_AARCH64_RELATIVE. */
	.type	relocate, %function
relocate:
	address	x0, relocations_start
	address	x1, relocations_end
	address	x2, image_start
1:	cmp	x0, x1
	b.hs	2f
	ldp	x3, x4, [x0], #16	/* offset, type */
	ldr	x4, [x0], #8		/* addend */
	add	x4, x4, x2
	str	x4, [x2, x3]
	b	1b
2:	ret
	.size	relocate, . - relocate
