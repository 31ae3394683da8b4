/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUs: found in the device tree, started and stopped by PSCI. A CPU can only
 * turn itself off, so one that is to stop gets an interrupt.
 */
#include <alloc.h>
#include <bits.h>
#include <clock.h>
#include <dt.h>
#include <irq.h>
#include <smp.h>
#include "arm_cpu.h"
#include "gic.h"
#include "layout.h"
#include "psci.h"
#include "sysreg.h"

#define STOP_TIME (2 * NS_PER_S)

static uint64_t own_affinity(void)
{
	return sysreg_read(mpidr_el1) & MPIDR_AFFINITY;
}

unsigned int cpu_discover(uint64_t *hardware_ids, unsigned int max)
{
	uint64_t self = own_affinity(), affinity;
	unsigned int count = 1;

	if (max)
		hardware_ids[0] = self;
	for (int node = dt_next_cpu(DT_START); node >= 0; node = dt_next_cpu(node)) {
		if (!dt_reg(node, 0, &affinity, NULL) || affinity == self)
			continue;
		if (count < max)
			hardware_ids[count] = affinity;
		count++;
	}
	return count;
}

void cpu_setup(struct cpu *cpu)
{
	if (!cpu->id) {
		cpu->hardware_id = own_affinity();
		cpu->stack_low = (uintptr_t)boot_stack_low;
		cpu->stack_high = (uintptr_t)boot_stack_high;
		cpu->arch.emergency_top = (uintptr_t)boot_emergency_top;
	}
	sysreg_write(tpidr_el1, (uintptr_t)cpu);
}

/* secondary_entry has set up the stack and this_cpu(). */
void cpu_arrived(struct cpu *cpu)
{
	cpu_setup(cpu);
	smp_arrive();
}

bool cpu_start(struct cpu *cpu)
{
	if (!cpu->arch.emergency_top)
		cpu->arch.emergency_top = (uintptr_t)page_keep(EMERGENCY_STACK_SIZE / PAGE_SIZE) +
					  EMERGENCY_STACK_SIZE - EMERGENCY_SCRATCH;
	dsb(ish);
	return psci_call(PSCI_CPU_ON, cpu->hardware_id, (uintptr_t)secondary_entry,
			 (uintptr_t)cpu) == PSCI_SUCCESS;
}

bool cpu_stop(struct cpu *cpu)
{
	uint64_t end = clock_ns() + STOP_TIME * clock_slowness();

	gic_send(cpu, SGI_STOP, false);
	while (psci_call(PSCI_AFFINITY_INFO, cpu->hardware_id, 0, 0) != PSCI_IS_OFF) {
		if (clock_ns() > end)
			return false;
		cpu_relax();
	}
	return true;
}

void cpu_ipi(struct cpu *cpu)
{
	gic_send(cpu, SGI_IPI, false);
}

void cpu_kick(struct cpu *cpu)
{
	gic_send(cpu, SGI_KICK, false);
}
