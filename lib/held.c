/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <held.h>
#include <irq.h>
#include <smp.h>
#include <test.h>

#define MAX_CPUS 8
#define PATIENCE (NS_PER_S / 2)	 /* what is pending comes at once */
#define QUIET	 (2 * NS_PER_MS) /* for what must not come */

static const struct held *what;
static const struct hold *how;
static unsigned int counts[MAX_CPUS], arrived;
static bool moved;

static void disable(unsigned int source)
{
	(void)source;
	irq_disable();
}

static void enable(unsigned int source)
{
	(void)source;
	irq_enable();
}

static void close(unsigned int source)
{
	irq_close(source);
}

static void open(unsigned int source)
{
	irq_open(source);
}

const struct hold hold_all = { disable, enable };
const struct hold hold_source = { close, open };

static void count(const struct irq *irq, void *context)
{
	unsigned int times = atomic_add(&counts[smp_id()], 1) + 1;

	(void)irq;
	(void)context;
	if (what->serve)
		what->serve(times);
}

/* No CPU sleeps: what wakes it may be what is held back. */
static void meet(unsigned int all)
{
	atomic_add(&arrived, 1);
	while (atomic_load(&arrived) < all)
		cpu_relax();
	clock_delay(QUIET);
}

static void move(void)
{
	if (!smp_id()) {
		control_migrate("precopy", NULL);
		atomic_store(&moved, true);
	}
	while (!atomic_load(&moved))
		cpu_relax();
}

static void expect(unsigned int times)
{
	unsigned int *mine = &counts[smp_id()];
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (atomic_load(mine) < times && clock_ns() < end)
		cpu_relax();
	clock_delay(QUIET);
	CHECK(atomic_load(mine) == times, "CPU %u took it %u times, not %u", smp_id(),
	      atomic_load(mine), times);
}

static void hold_and_move(void *context)
{
	unsigned int cpus = *(unsigned int *)context;

	irq_open(what->source);
	meet(cpus); /* here it may come, to wake the others */
	how->begin(what->source);
	atomic_store(&counts[smp_id()], 0);
	meet(2 * cpus);
	what->raise();
	meet(3 * cpus);
	expect(0);
	move();
	expect(0);
	how->end(what->source);
	expect(what->times ? what->times : 1);
	if (!atomic_load(&counts[smp_id()]) && what->serve)
		what->serve(0); /* what stays raised is in the way of the next case */
}

void held_move(const struct held *held, const struct hold *hold, unsigned int cpus)
{
	if (cpus > MAX_CPUS)
		cpus = MAX_CPUS;
	what = held;
	how = hold;
	arrived = 0;
	moved = false;
	irq_register(held->source, count, NULL);
	smp_call_all(cpus, hold_and_move, &cpus);
	irq_unregister(held->source, count, NULL);
}
