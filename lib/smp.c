/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <atomic.h>
#include <clock.h>
#include <irq.h>
#include <jump.h>
#include <mmu.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <util.h>

#define STACK_PAGES 16
#define WAIT_START  (5 * NS_PER_S)
#define SPINS	    2000 /* looks before a waiting CPU goes to sleep */

static struct cpu boot_cpu;
static struct cpu **cpus;
static unsigned int count;

void smp_setup_boot_cpu(void)
{
	boot_cpu.self = &boot_cpu;
	boot_cpu.state = CPU_BUSY;
	cpu_setup(&boot_cpu);
}

/* Asking the machine for its CPUs may be dear, so it is left until somebody wants to know. */
static void discover(void)
{
	uint64_t few[8], *ids = few;
	unsigned int n;

	n = cpu_discover(few, ARRAY_SIZE(few));
	if (n > ARRAY_SIZE(few)) {
		ids = page_keep((n * sizeof(*ids) + PAGE_SIZE - 1) / PAGE_SIZE);
		n = cpu_discover(ids, n);
	}
	cpus = page_keep((n * sizeof(*cpus) + PAGE_SIZE - 1) / PAGE_SIZE);
	boot_cpu.hardware_id = ids[0];
	cpus[0] = &boot_cpu;
	for (unsigned int i = 1; i < n; i++) {
		struct cpu *cpu = page_keep((sizeof(*cpu) + PAGE_SIZE - 1) / PAGE_SIZE);

		cpu->self = cpu;
		cpu->id = i;
		cpu->hardware_id = ids[i];
		cpus[i] = cpu;
	}
	count = n;
}

unsigned int smp_count(void)
{
	if (!count)
		discover();
	return count;
}

unsigned int smp_id(void)
{
	return this_cpu()->id;
}

struct cpu *smp_cpu(unsigned int id)
{
	REQUIRE(id < smp_count(), "CPU %u of %u", id, smp_count());
	return cpus[id];
}

/* The lowest page of a stack is left out of the address space: it ends an overflow. */
static void give_stack(struct cpu *cpu)
{
	char *stack = page_keep(1 + STACK_PAGES);

	mmu_guard(stack);
	cpu->stack_low = (uintptr_t)stack + PAGE_SIZE;
	cpu->stack_high = cpu->stack_low + STACK_PAGES * PAGE_SIZE;
}

static bool wait_for(struct cpu *cpu, enum cpu_state state, uint64_t timeout_ns)
{
	uint64_t end = clock_ns() + timeout_ns * clock_slowness();

	while (cpu->state != state) {
		if (clock_ns() > end)
			return false;
		cpu_relax();
	}
	return true;
}

bool smp_start(unsigned int id)
{
	struct cpu *cpu = smp_cpu(id);

	if (cpu->state != CPU_STOPPED)
		return true;
	if (!cpu->stack_high)
		give_stack(cpu);
	cpu->irq_depth = 0;
	cpu->timers = NULL;
	cpu->function = NULL;
	cpu->waiter = NULL;
	cpu->barrier = NULL;
	cpu->state = CPU_STARTING;
	if (!cpu_start(cpu)) {
		cpu->state = CPU_STOPPED;
		return false;
	}
	return wait_for(cpu, CPU_IDLE, WAIT_START);
}

bool smp_stop(unsigned int id)
{
	struct cpu *cpu = smp_cpu(id);

	REQUIRE(id != smp_id(), "a CPU cannot stop itself");
	if (cpu->state == CPU_STOPPED)
		return true;
	if (!cpu_stop(cpu))
		return false;
	cpu->state = CPU_STOPPED;
	return true;
}

static void work(struct cpu *cpu)
{
	int why = jump_set(&cpu->end_of_work);

	if (!why) {
		irq_enable();
		cpu->function(cpu->context);
	}
	irq_disable();
	timer_reset();
	cpu->irq_depth = 0;
}

void smp_arrive(void)
{
	struct cpu *cpu = this_cpu(), *waiter;

	clock_setup();
	irq_setup();
	atomic_store(&cpu->state, CPU_IDLE);
	for (;;) {
		while (!atomic_load(&cpu->function))
			irq_idle();
		work(cpu);
		cpu->function = NULL;
		atomic_store(&cpu->state, CPU_IDLE);
		waiter = atomic_load(&cpu->waiter);
		if (waiter)
			cpu_kick(waiter);
	}
}

void smp_run(unsigned int id, smp_function *function, void *context)
{
	struct cpu *cpu = smp_cpu(id);

	if (id == smp_id()) {
		function(context);
		return;
	}
	REQUIRE(smp_start(id), "CPU %u does not start", id);
	REQUIRE(smp_wait(id, WAIT_START), "CPU %u is still busy", id);
	cpu->context = context;
	cpu->state = CPU_BUSY;
	atomic_store(&cpu->function, function);
	cpu_kick(cpu);
}

static bool is_done(const volatile void *context)
{
	const volatile struct cpu *cpu = context;

	return atomic_load(&cpu->state) != CPU_BUSY;
}

bool smp_wait(unsigned int id, uint64_t timeout_ns)
{
	struct cpu *cpu = smp_cpu(id);
	bool done;

	for (unsigned int i = 0; i < SPINS && !is_done(cpu); i++)
		cpu_relax();
	if (is_done(cpu))
		return true;

	atomic_store(&cpu->waiter, this_cpu());
	done = irq_wait_until(is_done, cpu, timeout_ns);
	atomic_store(&cpu->waiter, NULL);
	return done;
}

void smp_call(unsigned int id, smp_function *function, void *context)
{
	smp_run(id, function, context);
	while (id != smp_id() && !smp_wait(id, NS_PER_S))
		;
}

void smp_call_all(unsigned int n, smp_function *function, void *context)
{
	unsigned int self = smp_id();

	for (unsigned int id = 0; id < n; id++) {
		if (id != self)
			smp_run(id, function, context);
	}
	if (self < n)
		function(context);
	for (unsigned int id = 0; id < n; id++) {
		while (id != self && !smp_wait(id, NS_PER_S))
			;
	}
}

void smp_ipi(unsigned int id)
{
	cpu_ipi(smp_cpu(id));
}

bool smp_reset(void)
{
	bool all = true;

	for (unsigned int id = 1; id < count; id++)
		all &= smp_stop(id);
	return all;
}

void barrier_init(struct barrier *barrier, unsigned int size)
{
	*barrier = (struct barrier){ .size = size };
}

/* A CPU spins for a while, then sleeps: others may need the processor under it. */
static void wait_for_next(struct barrier *barrier, unsigned int generation)
{
	struct cpu *cpu = this_cpu();
	bool enabled;

	for (unsigned int i = 0; i < SPINS; i++) {
		if (atomic_load(&barrier->generation) != generation)
			return;
		cpu_relax();
	}
	enabled = irq_save();
	atomic_store(&cpu->barrier, barrier);
	while (enabled && atomic_load(&barrier->generation) == generation)
		irq_idle();
	atomic_store(&cpu->barrier, NULL);
	irq_restore(enabled);
}

static void wake_sleepers(struct barrier *barrier)
{
	for (unsigned int id = 0; id < count; id++) {
		if (atomic_load(&cpus[id]->barrier) == barrier)
			cpu_kick(cpus[id]);
	}
}

void barrier_wait(struct barrier *barrier)
{
	unsigned int generation = atomic_load(&barrier->generation);

	if (atomic_add(&barrier->waiting, 1) + 1 == barrier->size) {
		barrier->waiting = 0;
		atomic_add(&barrier->generation, 1);
		wake_sleepers(barrier);
		return;
	}
	while (atomic_load(&barrier->generation) == generation)
		wait_for_next(barrier, generation);
}
