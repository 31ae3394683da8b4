/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the x86 machine, and where they are. */
#ifndef PC_H
#define PC_H

#include "../vm.h"

/* Below 1 MiB, which the guest's allocator leaves alone: what the loader tells. */
#define START_INFO   0x1000ull
#define MEMORY_MAP   0x1100ull
#define COMMAND_LINE 0x20000ull
#define ACPI_TABLES  0xe0000ull
#define LOW_END	     0xa0000ull
#define HIGH_START   0x100000ull

/* Devices are in the last GiB below 4 GiB, and memory that does not fit goes above. */
#define HOLE_START 0xc0000000ull
#define HOLE_END   0x100000000ull

#define APIC_BASE   0xfee00000u
#define IOAPIC_BASE 0xfec00000u
#define IOAPIC_PINS 24
#define TIMER_PIN   2 /* where ISA interrupt 0 is */

#define SLEEP_PORT 0x600 /* ACPI's sleep control register */
#define SLEEP_TYPE 5	 /* its value for power-off */

#define RESET_PORT    0x64
#define RESET_COMMAND 0xfe

/* COM1. */
void uart_create(struct vm *vm);
struct uart_state *uart_save(void);
/* Also frees it. */
void uart_restore(struct vm *vm, struct uart_state *state);
/* Ways to end the machine. */
void power_create(struct vm *vm);
/* The IOAPIC, where KVM has none of its own. */
void ioapic_create(struct vm *vm);
/* The end of an interrupt came for this vector. */
void ioapic_end(struct vm *vm, unsigned int vector);
struct ioapic_state *ioapic_save(void);
/* Also frees it. */
void ioapic_restore(struct vm *vm, struct ioapic_state *state);
/* A line of the IOAPIC. */
void line_set(struct vm *vm, unsigned int gsi, bool level);

/* Tables at ACPI_TABLES; returns the address of the root pointer. */
uint64_t acpi_create(struct vm *vm);

void cpuid_setup(struct vcpu *vcpu);

#endif
