/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPU as boot.S leaves it, and what assembly and C know of each other.
 */
#ifndef ARM_CPU_H
#define ARM_CPU_H

#include <stdint.h>

#define MPIDR_AFFINITY 0xff00ffffffull

extern unsigned int entry_el; /* exception level at which the loader entered */

extern char boot_stack_low[], boot_stack_high[], boot_emergency_top[];
extern const char secondary_entry[];

struct cpu;
void cpu_arrived(struct cpu *cpu) __attribute__((noreturn));

#endif
