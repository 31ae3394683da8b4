/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sources are vectors. IRQ_VECTOR(2) is the NMI. What arrives on vectors 0 to 31
 * goes first to handlers of IRQ_VECTOR(n), whatever the cause, then counts as a
 * trap, for which handlers stand at IRQ_TRAP(TRAP_...).
 *
 * IRQ_TIMER is the library's own timer and IRQ_KICK wakes a sleeping CPU;
 * handlers may be registered there as well.
 *
 * The APIC is told of the end of an edge before its handlers run: they may enable
 * interrupts and be interrupted by any vector, their own too. A level, from a wire
 * that stays raised until the device has been served, has its end after its
 * handlers, or it would be taken for a second request. Until then the APIC holds
 * back all vectors of its class (the upper four bits) and below: handlers that
 * enable interrupts are interrupted by higher classes alone. Those ended before
 * this one does, so that the highest vector in service is always the one that
 * ends.
 */
#ifndef IRQ_SOURCE_H
#define IRQ_SOURCE_H

#define IRQ_VECTOR(n)  (n)
#define IRQ_TRAP(code) (code)

#define IRQ_NMI	     IRQ_VECTOR(2)
#define IRQ_TIMER    IRQ_VECTOR(0xec)
#define IRQ_KICK     IRQ_VECTOR(0xed)
#define IRQ_IPI	     IRQ_VECTOR(0xee)
#define IRQ_SPURIOUS IRQ_VECTOR(0xff)

#endif
