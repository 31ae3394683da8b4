/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What tests may change of a CPU, and what is put back after them.
 */
#ifndef CPU_H
#define CPU_H

#include <stdbool.h>
#include <stdint.h>

struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t ist;
	uint8_t type; /* with privilege level and present bit */
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t reserved;
};

#define GATE_INTERRUPT 0x8e
#define GATE_TRAP      0x8f /* leaves interrupts as they are */
#define GATE_USER      0x60 /* INT n is allowed from user mode */
#define GATE_PRESENT   0x80

/* To be changed; all gates are restored when the case ends. */
struct gate *idt_gate(unsigned int vector);

/*
 * Lets the CPU use the components, and interrupt entries save them, where it has
 * them all. x87, SSE and AVX are enabled anyway. For the rest of the case.
 */
bool xstate_enable(uint64_t components);

extern bool xstate_by_xsave; /* XSAVE is there and in use */

/* For lib/x86: puts everything back that a case may have changed on this CPU. */
void cpu_restore(void);

#endif
