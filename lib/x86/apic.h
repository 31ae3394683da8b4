/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The local interrupt controller of each CPU, through memory (xAPIC) or through
 * MSRs (x2APIC). Registers are named by their offset in memory.
 */
#ifndef APIC_H
#define APIC_H

#include <stdbool.h>
#include <stdint.h>

#define APIC_ID		   0x020
#define APIC_VERSION	   0x030
#define APIC_TPR	   0x080
#define APIC_PPR	   0x0a0
#define APIC_EOI	   0x0b0
#define APIC_LDR	   0x0d0
#define APIC_DFR	   0x0e0
#define APIC_SPURIOUS	   0x0f0
#define APIC_ISR	   0x100 /* eight registers, as of the next two */
#define APIC_TMR	   0x180
#define APIC_IRR	   0x200
#define APIC_ERROR	   0x280
#define APIC_ICR	   0x300
#define APIC_ICR_HIGH	   0x310 /* xAPIC only */
#define APIC_LVT_TIMER	   0x320
#define APIC_LVT_THERMAL   0x330
#define APIC_LVT_PERF	   0x340
#define APIC_LVT_LINT0	   0x350
#define APIC_LVT_LINT1	   0x360
#define APIC_LVT_ERROR	   0x370
#define APIC_TIMER_INITIAL 0x380
#define APIC_TIMER_CURRENT 0x390
#define APIC_TIMER_DIVIDE  0x3e0
#define APIC_SELF_IPI	   0x3f0 /* x2APIC only */

#define APIC_SPURIOUS_ENABLE 0x100
#define APIC_LVT_MASKED	     0x10000
#define APIC_LVT_PERIODIC    0x20000
#define APIC_LVT_DEADLINE    0x40000
#define APIC_DIVIDE_BY_1     0xb
#define APIC_DIVIDE_BY_16    0x3

#define APIC_FIRST_VECTOR 16 /* lower ones are refused */

#define APIC_ICR_FIXED	 0x00000
#define APIC_ICR_LOWEST	 0x00100
#define APIC_ICR_NMI	 0x00400
#define APIC_ICR_INIT	 0x00500
#define APIC_ICR_STARTUP 0x00600
#define APIC_ICR_LOGICAL 0x00800
#define APIC_ICR_PENDING 0x01000
#define APIC_ICR_ASSERT	 0x04000
#define APIC_ICR_LEVEL	 0x08000
#define APIC_ICR_SELF	 0x40000
#define APIC_ICR_ALL	 0x80000
#define APIC_ICR_OTHERS	 0xc0000

uint32_t apic_read(unsigned int reg);
void apic_write(unsigned int reg, uint32_t value);

/* The interrupt command: to whom is ignored with a shorthand. */
void apic_send(uint32_t to, uint32_t command);
void apic_send_nmi(uint32_t to);

uint32_t apic_id(void);

/*
 * Does the APIC wait for the end of this vector? It does not know of those that did
 * not come from it. Was it raised by a level? apic_end() ends the highest in service.
 */
bool apic_is_in_service(unsigned int vector);
bool apic_is_level(unsigned int vector);
bool apic_requests(void); /* is any vector pending? */
void apic_end(void);

/* Is x2APIC mode on? Which one it is before a case, the loader or the number of CPUs decides. */
bool apic_is_x2(void);
void apic_use_x2(void);	       /* on this CPU, until the case ends */
void apic_use_x2_always(void); /* also on those that start later */
/* Bochs never switches on again what was switched off, as on the way back from x2APIC mode. */
bool apic_is_on(void);

/* Switches it on, with all its local sources masked; on each CPU, any number of times. */
void apic_setup(void);

#endif
