/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turning the MMU on, and the one change of a table that needs it off.
 */
#include "layout.h"

	.arch	armv8-a
	.text

/* Called with the MMU off, without a stack; changes x0 to x2. */
	.globl	mmu_enable
	.type	mmu_enable, %function
mmu_enable:
	mov	x0, #MAIR_WORK
	msr	mair_el1, x0
	mrs	x1, id_aa64mmfr0_el1
	and	x1, x1, #0xf		/* PARange, as TCR_EL1.IPS wants it */
	mov	x2, #TCR_IPS_48BIT
	cmp	x1, x2
	csel	x1, x1, x2, lo
	movz	x0, #(TCR_WORK & 0xffff)
	movk	x0, #(TCR_WORK >> 16), lsl #16
	bfi	x0, x1, #TCR_IPS_SHIFT, #3
	msr	tcr_el1, x0
	adrp	x0, mmu_root_table
	msr	ttbr0_el1, x0
	tlbi	vmalle1
	ic	iallu
	dsb	nsh
	isb
	movz	x0, #(SCTLR_WORK & 0xffff)
	movk	x0, #(SCTLR_WORK >> 16), lsl #16
	msr	sctlr_el1, x0
	isb
	ret
	.size	mmu_enable, . - mmu_enable

/*
 * void mmu_replace(mmu_entry_t *place, mmu_entry_t entry): break before make.
 * Between the two nothing that the entry translates can be reached, perhaps
 * not even the entry itself, so this CPU's MMU is off meanwhile. The old entry
 * is pushed out of the cache first and the line dropped again afterwards,
 * because with the MMU off the store goes to memory.
 */
	.globl	mmu_replace
	.type	mmu_replace, %function
mmu_replace:
	str	xzr, [x0]
	dc	civac, x0
	dsb	sy
	mrs	x2, sctlr_el1
	bic	x3, x2, #SCTLR_M
	msr	sctlr_el1, x3
	isb
	tlbi	vmalle1is
	dsb	ish
	isb
	str	x1, [x0]
	dsb	sy
	dc	ivac, x0
	dsb	sy
	msr	sctlr_el1, x2
	isb
	ret
	.size	mmu_replace, . - mmu_replace
