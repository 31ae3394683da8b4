/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EL2, if the loader entered there: set up so that EL1 has everything, left for
 * EL1, and kept as a stub that runs a few instructions at EL2 for EL1 and hands
 * every other exception on to EL1. See el2.h.
 */
#include "layout.h"

	.arch	armv8-a

/* HCR_EL2: EL1 is AArch64 and may use pointer authentication and memory tags. */
#define HCR_RW	 (1 << 31)
#define HCR_API	 (1 << 41)
#define HCR_APK	 (1 << 40)
#define HCR_ATA	 (1 << 56)
#define HCR_E2H	 34
/* CPTR_EL2 in its two layouts: nothing traps. */
#define CPTR_RES1 0x22ff
#define CPTR_VHE  0x03330000
/* CNTHCTL_EL2 in its two layouts: EL0 and EL1 reach counters and timers. */
#define CNTHCTL_OPEN 0xc03
/* MDCR_EL2: EL1 owns the profiling and trace buffers; HPMN is put in at run time. */
#define MDCR_E2PB 0x3000
#define MDCR_E2TB 0x3000000
#define PMCR_N_SHIFT 11
/* ICC_SRE_EL2: system registers, also for EL1. */
#define SRE_OPEN 0xf
/* HCRX_EL2: memory copy instructions work at EL1. */
#define HCRX_MSCEN (1 << 11)

	.macro	number register, value
	movz	\register, #((\value) & 0xffff)
	movk	\register, #(((\value) >> 16) & 0xffff), lsl #16
	movk	\register, #(((\value) >> 32) & 0xffff), lsl #32
	movk	\register, #(((\value) >> 48) & 0xffff), lsl #48
	.endm

	.text

/* Returns at EL1, on the same road, with everything masked. Changes x0 to x2. */
	.globl	el2_leave
	.type	el2_leave, %function
el2_leave:
	number	x0, (HCR_RW | HCR_API | HCR_APK | HCR_ATA)
	msr	hcr_el2, x0
	isb
	mov	x0, #CPTR_RES1
	mrs	x1, hcr_el2		/* E2H may be stuck at one */
	tbz	x1, #HCR_E2H, 1f
	number	x0, CPTR_VHE
1:	msr	cptr_el2, x0
	mov	x0, #CNTHCTL_OPEN
	msr	cnthctl_el2, x0
	msr	cntvoff_el2, xzr
	msr	hstr_el2, xzr
	msr	vttbr_el2, xzr
	mrs	x0, midr_el1
	msr	vpidr_el2, x0
	mrs	x0, mpidr_el1
	msr	vmpidr_el2, x0

	mrs	x0, id_aa64dfr0_el1
	mov	x1, xzr
	ubfx	x2, x0, #8, #4		/* PMUVer */
	sub	x2, x2, #1
	cmp	x2, #0xe
	b.hs	2f
	mrs	x1, pmcr_el0
	ubfx	x1, x1, #PMCR_N_SHIFT, #5
2:	ubfx	x2, x0, #32, #4		/* PMSVer */
	cbz	x2, 3f
	orr	x1, x1, #MDCR_E2PB
3:	ubfx	x2, x0, #44, #4		/* TraceBuffer */
	cbz	x2, 4f
	orr	x1, x1, #MDCR_E2TB
4:	msr	mdcr_el2, x1

	mrs	x0, id_aa64pfr0_el1
	ubfx	x0, x0, #24, #4		/* GIC */
	cbz	x0, 5f
	mov	x0, #SRE_OPEN
	msr	s3_4_c12_c9_5, x0	/* ICC_SRE_EL2 */
	isb
	msr	s3_4_c12_c11_0, xzr	/* ICH_HCR_EL2 */
5:	mrs	x0, id_aa64mmfr1_el1
	ubfx	x0, x0, #40, #4		/* HCX */
	cbz	x0, 6f
	mov	x0, #HCRX_MSCEN
	msr	s3_4_c1_c2_2, x0	/* HCRX_EL2 */
6:	mrs	x0, id_aa64mmfr0_el1
	ubfx	x0, x0, #56, #4		/* FGT */
	cbz	x0, 7f
	msr	s3_4_c1_c1_4, xzr	/* HFGRTR_EL2 */
	msr	s3_4_c1_c1_5, xzr	/* HFGWTR_EL2 */
	msr	s3_4_c1_c1_6, xzr	/* HFGITR_EL2 */
	msr	s3_4_c3_c1_4, xzr	/* HDFGRTR_EL2 */
	msr	s3_4_c3_c1_5, xzr	/* HDFGWTR_EL2 */

7:	number	x0, SCTLR_RES1
	msr	sctlr_el1, x0
	adrp	x0, el2_vectors
	add	x0, x0, :lo12:el2_vectors
	msr	vbar_el2, x0
	mov	x0, #(PSTATE_MASKED | PSTATE_EL1h)
	msr	spsr_el2, x0
	msr	elr_el2, x30
	eret
	.size	el2_leave, . - el2_leave

/*
 * As if the exception had been taken to EL1 in the first place: the same
 * syndrome, return address and state, at the vector that EL1 has for it. x0 and
 * x1 are kept in the thread registers of EL2, which has no other use for them.
 */
	.macro	hand_on offset
	msr	tpidr_el2, x0
	mrs	x0, esr_el2
	msr	esr_el1, x0
	mrs	x0, far_el2
	msr	far_el1, x0
	mrs	x0, elr_el2
	msr	elr_el1, x0
	mrs	x0, vbar_el1
	add	x0, x0, #\offset
	msr	elr_el2, x0
	mrs	x0, spsr_el2
	msr	spsr_el1, x0
	tst	x0, #PSTATE_MODE
	b.ne	1f
	mrs	x0, elr_el2		/* from EL0: 0x400 further on */
	add	x0, x0, #0x400
	msr	elr_el2, x0
1:	mov	x0, #(PSTATE_MASKED | PSTATE_EL1h)
	msr	spsr_el2, x0
	mrs	x0, tpidr_el2
	eret
	.endm

	.macro	vector label
	.balign	128
	b	\label
	.endm

	.balign	2048
	.type	el2_vectors, %function
el2_vectors:
	.rept	8			/* EL2 itself: nothing it does can fail */
	.balign	128
	b	.
	.endr
	.rept	2			/* EL1 or EL0, in AArch64 and AArch32 */
	vector	from_below_sync
	vector	from_below_irq
	vector	from_below_fiq
	vector	from_below_serror
	.endr
	.size	el2_vectors, . - el2_vectors

/* HVC_EL2_CALL runs what x1 points to, with and for x0; that ends with ret. */
	.type	from_below_sync, %function
from_below_sync:
	msr	tpidr_el2, x0
	mrs	x0, esr_el2
	eor	x0, x0, #(1 << 30)		/* exception class 0x16, HVC: */
	eor	x0, x0, #(3 << 27)		/* three bits of six */
	eor	x0, x0, #(1 << 25)		/* an instruction of 32 bits */
	eor	x0, x0, #HVC_EL2_CALL
	cbnz	x0, from_below_other
	mrs	x0, tpidr_el2
	blr	x1
	isb
	eret
	.size	from_below_sync, . - from_below_sync

from_below_other:
	mrs	x0, tpidr_el2
	hand_on	0x000
from_below_irq:
	hand_on	0x080
from_below_fiq:
	hand_on	0x100
from_below_serror:
	hand_on	0x180
