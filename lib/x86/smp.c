/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Application processors: INIT puts one into a state where it waits for a startup
 * interrupt, which sends it to a page below 1 MiB in real mode.
 */
#include <acpi.h>
#include <alloc.h>
#include <atomic.h>
#include <clock.h>
#include <fw_cfg.h>
#include <irq.h>
#include <smp.h>
#include <spinlock.h>
#include <string.h>
#include "apic.h"
#include "cpu_regs.h"
#include "interrupt.h"

#define TRAMPOLINE	  0x8000ul
#define TRAMPOLINE_VECTOR (TRAMPOLINE >> 12)
#define FATAL_STACK_PAGES 2
#define WAIT_STARTUP	  (20 * NS_PER_MS) /* then ask again */
#define STARTUPS	  50
#define XAPIC_LAST_ID	  254

/* trampoline.S */
extern const char trampoline_start[], trampoline_end[];
extern struct cpu *volatile ap_cpu;  /* who comes next, NULL: nobody but to be parked */
extern volatile uint32_t ap_arrived; /* how many came */
extern bool ap_to_x2apic;	     /* those that are parked change to that mode */
void ap_main(struct cpu *cpu) __attribute__((noreturn));

_Static_assert(offsetof(struct cpu, stack_high) == 40, "known to trampoline.S");

static struct spinlock lock;

static unsigned int add(uint64_t *ids, unsigned int count, unsigned int max, uint32_t id)
{
	if (id == apic_id())
		return count;
	if (count < max)
		ids[count] = id;
	return count + 1;
}

static unsigned int discover_by_acpi(uint64_t *ids, unsigned int max)
{
	const struct acpi_madt *madt = acpi_table("APIC", 0);
	const struct acpi_madt_entry *entry = NULL;
	unsigned int count = 1;

	while (madt && (entry = acpi_madt_next(madt, entry))) {
		if (entry->type == ACPI_MADT_APIC && entry->apic.flags & ACPI_MADT_ENABLED)
			count = add(ids, count, max, entry->apic.id);
		if (entry->type == ACPI_MADT_X2APIC && entry->x2apic.flags & ACPI_MADT_ENABLED)
			count = add(ids, count, max, entry->x2apic.id);
	}
	return count;
}

/* An APIC id is made of fields for package, core and thread, which may have gaps. */
static uint32_t id_by_topology(unsigned int n)
{
	struct cpuid thread = cpuid(CPUID_TOPOLOGY, 0), core = cpuid(CPUID_TOPOLOGY, 1);
	unsigned int threads = thread.ebx & 0xffff, in_package = core.ebx & 0xffff;

	if (!threads || !in_package)
		return n;
	return n / in_package << (core.eax & 0x1f) |
	       n % in_package / threads << (thread.eax & 0x1f) | n % threads;
}

/* QEMU's own count, without the work of loading tables. */
static unsigned int qemu_cpus(void)
{
	uint16_t count = 0;

	if (fw_cfg_present())
		fw_cfg_read(FW_CFG_CPUS, &count, sizeof(count));
	return count;
}

void cpu_ipi(struct cpu *cpu)
{
	apic_send(cpu->hardware_id, APIC_ICR_FIXED | APIC_ICR_ASSERT | IRQ_IPI);
}

void cpu_kick(struct cpu *cpu)
{
	apic_send(cpu->hardware_id, APIC_ICR_FIXED | APIC_ICR_ASSERT | IRQ_KICK);
}

/* In C, on its own stack. */
void ap_main(struct cpu *cpu)
{
	cpu_setup(cpu);
	smp_arrive();
}

static bool arrive_within(unsigned int count, uint64_t ns)
{
	uint64_t end = clock_ns() + ns;

	while (ap_arrived < count && clock_ns() < end)
		cpu_relax();
	return ap_arrived >= count;
}

/*
 * Sends so many CPUs to the trampoline: one to become cpu, or any number to be
 * parked. A startup interrupt gets lost where INIT has not been obeyed yet, hence
 * more than one.
 */
static bool send_to_trampoline(uint32_t id, uint32_t shorthand, unsigned int count, struct cpu *cpu)
{
	bool enabled = irq_save(), arrived = false;

	spin_lock(&lock);
	memcpy((void *)TRAMPOLINE, trampoline_start, trampoline_end - trampoline_start);
	ap_cpu = cpu;
	ap_arrived = 0;
	apic_send(id, shorthand | APIC_ICR_INIT | APIC_ICR_LEVEL | APIC_ICR_ASSERT);
	for (unsigned int i = 0; i < STARTUPS && !arrived; i++) {
		apic_send(id, shorthand | APIC_ICR_STARTUP | APIC_ICR_ASSERT | TRAMPOLINE_VECTOR);
		arrived = arrive_within(count, WAIT_STARTUP);
	}
	spin_unlock(&lock);
	irq_restore(enabled);
	return arrived;
}

/*
 * An APIC with a number beyond those of xAPIC mode answers to its low bits until it
 * is in x2APIC mode, and so does another one: they can only be changed all at once.
 */
static bool change_to_x2(unsigned int count)
{
	if (apic_is_x2())
		return true;
	apic_use_x2_always();
	ap_to_x2apic = true;
	return send_to_trampoline(0, APIC_ICR_OTHERS, count - 1, NULL);
}

static bool needs_x2(const uint64_t *ids, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		if (ids[i] > XAPIC_LAST_ID)
			return true;
	}
	return false;
}

unsigned int cpu_discover(uint64_t *ids, unsigned int max)
{
	unsigned int cpus = qemu_cpus(), count = 1;

	ids[0] = apic_id();
	if (cpus != 1)
		count = discover_by_acpi(ids, max);
	if (count == 1) {
		for (unsigned int n = 0; n < cpus; n++)
			count = add(ids, count, max, id_by_topology(n));
	}
	if (count <= max && needs_x2(ids, count) && !change_to_x2(count))
		count = 1;
	return count;
}

bool cpu_start(struct cpu *cpu)
{
	if (!cpu->arch.fatal_stack)
		cpu->arch.fatal_stack =
			(uintptr_t)page_keep(FATAL_STACK_PAGES) + FATAL_STACK_PAGES * PAGE_SIZE;
	return send_to_trampoline(cpu->hardware_id, 0, 1, cpu);
}

/*
 * INIT comes through whatever the CPU is doing, but nothing tells that it has. So
 * the CPU is called to the trampoline and says so from there; the next INIT finds
 * it halted, and leaves it waiting for a startup interrupt.
 */
bool cpu_stop(struct cpu *cpu)
{
	if (!send_to_trampoline(cpu->hardware_id, 0, 1, NULL))
		return false;
	apic_send(cpu->hardware_id, APIC_ICR_INIT | APIC_ICR_LEVEL | APIC_ICR_ASSERT);
	return true;
}
