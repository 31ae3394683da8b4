/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <clock.h>
#include <mmu.h>
#include <sclp.h>
#include <sigp.h>
#include <smp.h>
#include <string.h>
#include <util.h>

#define EMERGENCY_PAGES 4
#define WAIT_STOPPED	(5 * NS_PER_S)

extern char boot_stack_guard[], boot_stack_low[], boot_stack_high[];
extern char boot_emergency_low[], boot_emergency_high[];
extern mmu_entry_t mmu_first_pages[PAGE_ENTRIES];

void cpu_entry(void);
void cpu_arrived(void) __attribute__((noreturn));

static uint16_t own_address(void)
{
	uint16_t address;

	__asm__ volatile("stap %0" : "=Q"(address));
	return address;
}

unsigned int cpu_discover(uint64_t *hardware_ids, unsigned int max)
{
	const struct sclp_cpu *cpus;
	unsigned int count = sclp_read_cpus(&cpus), next = 1;

	hardware_ids[0] = own_address();
	for (unsigned int i = 0; i < count; i++) {
		if (cpus[i].address != hardware_ids[0] && next++ < max)
			hardware_ids[next - 1] = cpus[i].address;
	}
	return next;
}

/* The guard page is still in nobody's translation buffer. */
static void setup_boot_cpu(struct cpu *cpu)
{
	struct lowcore *here = lowcore();

	mmu_first_pages[(uintptr_t)boot_stack_guard / PAGE_SIZE] |= PAGE_INVALID;
	cpu->stack_low = (uintptr_t)boot_stack_low;
	cpu->stack_high = (uintptr_t)boot_stack_high;
	here->stack_low = cpu->stack_low;
	here->stack_high = cpu->stack_high;
	here->emergency_low = (uintptr_t)boot_emergency_low;
	here->emergency_high = (uintptr_t)boot_emergency_high;
	here->this_cpu = cpu;
}

/* All others find their lowcore as prepare() left it. */
void cpu_setup(struct cpu *cpu)
{
	if (!cpu->stack_high)
		setup_boot_cpu(cpu);
}

/* A prefix has 31 bits; library pages are below 2 GB, see machine_memory(). */
static struct lowcore *give_prefix(struct cpu *cpu)
{
	uintptr_t room = (uintptr_t)page_keep(2 * LOWCORE_SIZE / PAGE_SIZE - 1);
	struct lowcore *prefix = (void *)((room + LOWCORE_SIZE - 1) & ~(LOWCORE_SIZE - 1ul));
	uintptr_t emergency = (uintptr_t)page_keep(EMERGENCY_PAGES);

	prefix->emergency_low = emergency;
	prefix->emergency_high = emergency + EMERGENCY_PAGES * PAGE_SIZE;
	prefix->stack_low = cpu->stack_low;
	prefix->stack_high = cpu->stack_high;
	prefix->this_cpu = cpu;
	memcpy(prefix->facilities, lowcore()->facilities, sizeof(prefix->facilities));
	return prefix;
}

bool cpu_start(struct cpu *cpu)
{
	struct lowcore *prefix = cpu->arch.prefix;

	if (!prefix)
		cpu->arch.prefix = prefix = give_prefix(cpu);
	prefix->new_psws = library_new_psws;
	prefix->new_psws.of[CLASS_RESTART] = (struct psw){ PSW_64BIT, (uintptr_t)cpu_entry };
	cpu->arch.probes_call = false;

	return sigp_wait(cpu->hardware_id, SIGP_INITIAL_CPU_RESET, 0, NULL) == SIGP_ACCEPTED &&
	       sigp_wait(cpu->hardware_id, SIGP_SET_PREFIX, (uintptr_t)prefix, NULL) ==
		       SIGP_ACCEPTED &&
	       sigp_wait(cpu->hardware_id, SIGP_RESTART, 0, NULL) == SIGP_ACCEPTED;
}

void cpu_arrived(void)
{
	struct lowcore *here = lowcore();

	here->new_psws.of[CLASS_RESTART] = library_new_psws.of[CLASS_RESTART];
	cpu_setup(here->this_cpu);
	smp_arrive();
}

static bool is_stopped(const struct cpu *cpu)
{
	uint32_t status = 0;

	sigp_wait(cpu->hardware_id, SIGP_SENSE, 0, &status);
	return status & SIGP_STOPPED;
}

bool cpu_stop(struct cpu *cpu)
{
	uint64_t end = clock_ns() + WAIT_STOPPED * clock_slowness();

	sigp_wait(cpu->hardware_id, SIGP_STOP, 0, NULL);
	while (!is_stopped(cpu)) {
		if (clock_ns() > end)
			return false;
	}
	return true;
}

void cpu_ipi(struct cpu *cpu)
{
	sigp_wait(cpu->hardware_id, SIGP_EMERGENCY_SIGNAL, 0, NULL);
}

/* When a call is pending already, that one will do. */
void cpu_kick(struct cpu *cpu)
{
	sigp_wait(cpu->hardware_id, SIGP_EXTERNAL_CALL, 0, NULL);
}
