/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that assembly and C must agree on. trap.c compares the offsets with
 * the structures.
 */
#ifndef ARM_LAYOUT_H
#define ARM_LAYOUT_H

/* struct cpu */
#define CPU_STACK_LOW	  32
#define CPU_STACK_HIGH	  40
#define CPU_KERNEL_SP	  264
#define CPU_EMERGENCY_TOP 272

/* struct frame */
#define FRAME_X(n)   ((n)*8)
#define FRAME_SP     248
#define FRAME_PC     256
#define FRAME_PSTATE 264
#define FRAME_ESR    272
#define FRAME_FAR    280
#define FRAME_CPACR  288
#define FRAME_FPCR   304
#define FRAME_TPIDR  312
#define FRAME_Q	     320
#define FRAME_RECORD 832
#define FRAME_SIZE   848

/* How an exception arrived; the order is that of the vectors. */
#define ENTRY_SYNC   0
#define ENTRY_IRQ    1
#define ENTRY_FIQ    2
#define ENTRY_SERROR 3

/* struct register_file of registers.c */
#define FILE_X(n)  ((n)*8)
#define FILE_NZCV  248
#define FILE_FPSR  256
#define FILE_FPCR  264
#define FILE_TPIDR 272
#define FILE_Q	   288

/* The boot CPU's stack, the page below it that is left unmapped, and the stack for emergencies. */
#define BOOT_STACK_SIZE	     0x20000
#define EMERGENCY_STACK_SIZE 0x4000
/* Above the top of an emergency stack: where the vectors put the first registers down. */
#define EMERGENCY_SCRATCH 32

/* PSTATE of code at EL1 on SP_EL0 (EL1t), of exception entry (EL1h), of EL0; all masked or none. */
#define PSTATE_EL0t   0x0
#define PSTATE_EL1t   0x4
#define PSTATE_EL1h   0x5
#define PSTATE_MODE   0xf
#define PSTATE_MASKED 0x3c0

/* SCTLR_EL1: the bits that must be one, and those of an ordinary system at work. */
#define SCTLR_M		0x00000001
#define SCTLR_A		0x00000002
#define SCTLR_C		0x00000004
#define SCTLR_SA	0x00000008
#define SCTLR_SA0	0x00000010
#define SCTLR_I		0x00001000
#define SCTLR_DZE	0x00004000
#define SCTLR_UCT	0x00008000
#define SCTLR_NTWI	0x00010000
#define SCTLR_NTWE	0x00040000
#define SCTLR_UCI	0x04000000
#define SCTLR_RES1	0x30d00800
#define SCTLR_EL1_TRAPS (SCTLR_SA | SCTLR_SA0 | SCTLR_DZE | SCTLR_UCT | SCTLR_NTWI | SCTLR_NTWE)
#define SCTLR_WORK	(SCTLR_RES1 | SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_UCI | SCTLR_EL1_TRAPS)

/* CPACR_EL1: floating point and SIMD for everybody. */
#define CPACR_FPEN 0x00300000

/* Memory types: number 0 of MAIR_EL1 is device-nGnRE, 1 is normal, write-back. */
#define MAIR_WORK 0xff04

/*
 * TCR_EL1: 48 bits of address by TTBR0_EL1 in 4 KiB granules, walks cached and
 * inner shareable, nothing by TTBR1_EL1. The size of physical addresses is put
 * in at run time.
 */
#define TCR_WORK      0x80903510
#define TCR_IPS_SHIFT 32
#define TCR_IPS_48BIT 5

/* Translation table entries. */
#define ENTRY_TABLE    0x3 /* at every level but the last */
#define ENTRY_PAGE     0x3 /* at the last */
#define ENTRY_BLOCK    0x1
#define ENTRY_NORMAL   0x4 /* memory type 1 */
#define ENTRY_SHARED   0x300
#define ENTRY_ACCESSED 0x400
#define ENTRY_UXN      (1 << 54)

/* HVC of the stub at EL2, see el2.h; any other number becomes a trap at EL1. */
#define HVC_EL2_CALL 0x7e0

#endif
