/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sources of interrupts on arm64.
 *
 * IRQ_INTID(n) is interrupt n of the GIC as IRQ: 0 to 15 are software generated
 * (SGI), 16 to 31 belong to one CPU (PPI), the others are shared (SPI).
 * IRQ_FIQ_INTID(n) is the same interrupt as FIQ; opening it puts it into
 * group 0. It exists where the guest may use group 0, see gic_has_fiq().
 */
#ifndef IRQ_SOURCE_H
#define IRQ_SOURCE_H

#define IRQ_CLASS_MASK 0x70000000u
#define IRQ_CLASS_IRQ  0x00000000u
#define IRQ_CLASS_FIQ  0x10000000u
#define IRQ_CLASS_TRAP 0x20000000u
#define IRQ_CLASS_SERR 0x30000000u

#define IRQ_INTID(n)	 (IRQ_CLASS_IRQ | (n))
#define IRQ_FIQ_INTID(n) (IRQ_CLASS_FIQ | (n))
#define IRQ_SERROR	 IRQ_CLASS_SERR
#define IRQ_TRAP(code)	 (IRQ_CLASS_TRAP | (code))

#define IRQ_NUMBER(source) ((source) & ~IRQ_CLASS_MASK)

#define IRQ_SGI(n) IRQ_INTID(n)
#define IRQ_PPI(n) IRQ_INTID(16 + (n))
#define IRQ_SPI(n) IRQ_INTID(32 + (n))

/* The library's own. Tests have the SGIs from 1 to SGI_LAST_FREE. */
enum { SGI_IPI = 0, SGI_LAST_FREE = 13, SGI_KICK = 14, SGI_STOP = 15 };

#define IRQ_IPI IRQ_SGI(SGI_IPI)

#endif
