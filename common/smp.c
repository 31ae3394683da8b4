/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several CPUs: started, stopped, interrupted by each other, and agreeing on
 * what is in memory.
 *
 * A host runs the CPUs of a guest as threads that it starts, stops and kicks
 * at times of its own. Kicks get lost between 'is there something to do' and
 * 'go to sleep', a CPU is started while its thread is still being set up, and
 * stores are seen in an order that the architecture does not allow.
 */
#include <atomic.h>
#include <clock.h>
#include <irq.h>
#include <smp.h>
#include <spinlock.h>
#include <args.h>
#include <random.h>
#include <test.h>

#define ADDITIONS 100 /* between two looks at the clock */
#define ADDING	  (20 * NS_PER_MS)
#define IPIS	  300
#define RESTARTS  10
#define BARRIERS  200
#define FEWEST	  50 /* barriers and interrupts on a slow host */

#define FALLING_ASLEEP (50 * NS_PER_US)
#define PATIENCE       (20 * NS_PER_S)

static unsigned int cpus(void)
{
	return smp_count() < 8 ? smp_count() : 8;
}

static unsigned int seen[8];

static void record(void *context)
{
	seen[smp_id()] = smp_id() + (uintptr_t)context;
}

TEST(each_cpu_runs, "every CPU that the machine announces starts and runs a function",
     NEEDS("cpus=2"))
{
	CHECK_EQ(smp_count(), args_number("hp.cpus", smp_count()));
	for (unsigned int id = 0; id < cpus(); id++) {
		smp_call(id, record, (void *)100);
		CHECK_EQ(seen[id], id + 100);
	}
}

static struct {
	unsigned int entries;
	uintptr_t stack_pointer;
} found[8];

static void look_around(void *context)
{
	volatile char on_stack;

	(void)context;
	atomic_add(&found[smp_id()].entries, 1);
	found[smp_id()].stack_pointer = (uintptr_t)&on_stack;
}

static bool on_stack_of(unsigned int id, uintptr_t address)
{
	return address >= smp_cpu(id)->stack_low && address < smp_cpu(id)->stack_high;
}

TEST(own_identity, "each CPU has its own number, hardware id and stack", NEEDS("cpus=2"))
{
	smp_call_all(cpus(), look_around, NULL);
	for (unsigned int a = 0; a < cpus(); a++) {
		CHECK_EQ(found[a].entries, 1);
		for (unsigned int b = 0; b < cpus(); b++) {
			CHECK_EQ(on_stack_of(b, found[a].stack_pointer), a == b);
			CHECK_EQ(smp_cpu(a)->hardware_id == smp_cpu(b)->hardware_id, a == b);
		}
	}
}

static unsigned int taken[8], sent[8], heard[8];

static void count_ipi(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	heard[smp_id()] = atomic_load(&sent[smp_id()]);
	atomic_add(&taken[smp_id()], 1);
}

TEST(stop_and_start_again, "a stopped CPU can be started again, and takes no interrupt in between",
     NEEDS("cpus=2"))
{
	irq_register(IRQ_IPI, count_ipi, NULL);
	for (unsigned int round = 0; round < RESTARTS; round++) {
		unsigned int id = 1 + round % (cpus() - 1);

		smp_call(id, record, (void *)(uintptr_t)round);
		CHECK_EQ(seen[id], id + round);
		REQUIRE(smp_stop(id), "CPU %u does not stop", id);
		taken[id] = 0;
		smp_ipi(id);
		clock_delay(NS_PER_MS);
		CHECK_EQ(taken[id], 0);
	}
}

static void count_up(void *context)
{
	volatile unsigned long *counter = context;

	for (;;)
		++*counter;
}

TEST(stop_while_busy, "a CPU that is stopped in a loop executes nothing more", NEEDS("cpus=2"))
{
	static volatile unsigned long counter;
	unsigned long at_stop;

	smp_run(1, count_up, (void *)&counter);
	while (!counter)
		cpu_relax();
	REQUIRE(smp_stop(1), "CPU 1 does not stop");
	at_stop = counter;
	clock_delay(20 * NS_PER_MS);
	CHECK_EQ(counter, at_stop);
}

static volatile unsigned long sum, locked_sum;
static unsigned long rounds;
static struct spinlock lock;
static struct barrier barrier;

/* All begin at once: who has finished before the next one starts is in nobody's way. */
static void add_up(void *context)
{
	unsigned long own_rounds = 0;
	uint64_t end;

	(void)context;
	barrier_wait(&barrier);
	for (end = clock_ns() + ADDING; clock_ns() < end; own_rounds++) {
		for (unsigned int i = 0; i < ADDITIONS; i++)
			atomic_add(&sum, 1);
		spin_lock(&lock);
		for (unsigned int i = 0; i < ADDITIONS; i++) {
			unsigned long before = locked_sum;

			cpu_relax(); /* no single instruction may do it */
			locked_sum = before + 1;
		}
		spin_unlock(&lock);
	}
	atomic_add(&rounds, own_rounds);
}

TEST(additions_are_not_lost, "atomic additions and additions under a lock, by all CPUs, all count",
     NEEDS("cpus=2"))
{
	barrier_init(&barrier, cpus());
	smp_call_all(cpus(), add_up, NULL);
	CHECK_EQ(sum, rounds * ADDITIONS);
	CHECK_EQ(locked_sum, rounds * ADDITIONS);
}

static volatile unsigned int reached[8];
static unsigned int overtaken;

static void meet(void *context)
{
	unsigned int barriers = clock_repeats(BARRIERS, FEWEST);

	(void)context;
	for (unsigned int round = 1; round <= barriers; round++) {
		reached[smp_id()] = round;
		barrier_wait(&barrier);
		for (unsigned int id = 0; id < cpus(); id++) {
			if (reached[id] < round)
				atomic_add(&overtaken, 1);
		}
		barrier_wait(&barrier);
	}
}

TEST(barriers_hold, "no CPU passes a barrier before the stores of all others are visible",
     NEEDS("cpus=2"))
{
	overtaken = 0;
	barrier_init(&barrier, cpus());
	smp_call_all(cpus(), meet, NULL);
	CHECK_EQ(overtaken, 0);
}

static unsigned int falls_asleep; /* for which interrupt CPU 1 is about to */

static void wait_for_ipis(void *context)
{
	unsigned int goal = (uintptr_t)context;
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	bool enabled = irq_save();

	atomic_store(&falls_asleep, goal);
	while (atomic_load(&taken[smp_id()]) < goal && clock_ns() < end)
		irq_idle();
	irq_restore(enabled);
}

/* Before, while and after it falls asleep: the moment in between is the one that gets lost. */
TEST(ping_pong, "each interrupt to a sleeping CPU wakes it and is taken exactly once",
     NEEDS("cpus=2"))
{
	unsigned int ipis = clock_repeats(IPIS, FEWEST);
	struct random random;

	random_seed(&random, args_number("hp.seed", 1));
	irq_register(IRQ_IPI, count_ipi, NULL);
	taken[1] = 0;
	for (unsigned int i = 1; i <= ipis; i++) {
		smp_run(1, wait_for_ipis, (void *)(uintptr_t)i);
		while (atomic_load(&falls_asleep) != i)
			cpu_relax();
		clock_delay(random_below(&random, FALLING_ASLEEP));
		smp_ipi(1);
		REQUIRE(smp_wait(1, PATIENCE * clock_slowness()), "interrupt %u did not arrive", i);
		CHECK_EQ(taken[1], i);
	}
}

/*
 * An interrupt that is still pending absorbs the next, so fewer may come than were sent.
 * But one comes after the last was sent, and whoever takes it sees that number.
 */
static void storm(void *context)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	unsigned int self = smp_id(), ipis = clock_repeats(IPIS, FEWEST);

	(void)context;
	for (unsigned int i = 0; i < ipis; i++) {
		unsigned int target = (self + 1 + i % (cpus() - 1)) % cpus();

		atomic_add(&sent[target], 1);
		smp_ipi(target);
	}
	barrier_wait(&barrier);
	while (atomic_load(&heard[self]) != sent[self] && clock_ns() < end)
		cpu_relax();
}

TEST(ipi_storm, "of interrupts from all to all each CPU takes the last, and none that was not sent",
     NEEDS("cpus=2"))
{
	for (unsigned int id = 0; id < 8; id++)
		taken[id] = sent[id] = heard[id] = 0;
	irq_register(IRQ_IPI, count_ipi, NULL);
	barrier_init(&barrier, cpus());
	smp_call_all(cpus(), storm, NULL);
	for (unsigned int id = 0; id < cpus(); id++) {
		CHECK_EQ(heard[id], sent[id]);
		CHECK_LE(taken[id], sent[id]);
	}
}
