/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sources of interrupts: the class, and what tells two of a class apart.
 *
 * irq_open() and irq_close() set the subclass mask in a control register; they
 * do nothing to supervisor calls, program interruptions and restart, which
 * cannot be masked. The parameter of an interrupt is the sending CPU for an
 * IPI or an external call, the subsystem-identification word and the
 * interruption parameter (in its right half) for I/O, the code for a
 * supervisor call and the machine-check-interruption code.
 */
#ifndef IRQ_SOURCE_H
#define IRQ_SOURCE_H

#define IRQ_CLASS(source) ((source) >> 16)
#define IRQ_CODE(source)  ((source)&0xffff)

#define IRQ_RESTART	   0x10000
#define IRQ_EXTERNAL(code) (0x20000 | (code))
#define IRQ_SVC		   0x30000
#define IRQ_TRAP(code)	   (0x40000 | (code))
#define IRQ_MACHINE_CHECK  0x50000
#define IRQ_IO(isc)	   (0x60000 | (isc))

#define EXTERNAL_INTERRUPT_KEY	  0x0040
#define EXTERNAL_CLOCK_COMPARATOR 0x1004
#define EXTERNAL_CPU_TIMER	  0x1005
#define EXTERNAL_MALFUNCTION	  0x1200
#define EXTERNAL_EMERGENCY	  0x1201
#define EXTERNAL_CALL		  0x1202
#define EXTERNAL_SERVICE	  0x2401

#define IRQ_IPI IRQ_EXTERNAL(EXTERNAL_EMERGENCY)

#endif
