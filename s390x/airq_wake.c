/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adapter interruptions and CPUs that sleep: none is slept through.
 *
 * A guest that has nothing to do loads a PSW with the wait bit and the masks open.
 * Its host sees that nothing is pending, and puts the CPU to sleep. An adapter
 * interruption that comes between the look and the sleep must wake it nevertheless;
 * a host that loses one in a million has a guest that hangs once a week. With several
 * CPUs the host must wake one that is open for the subclass, not just any that sleeps.
 *
 * The argument rounds=N asks for another number of times; with migrate=MODE the guest
 * migrates while it sleeps.
 *
 * A lost wake-up is seen by the clock comparator, which ends the sleep instead.
 */
#include <airq_source.h>
#include <args.h>
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <control_register.h>
#include <css.h>
#include <frame.h>
#include <random.h>
#include <sigp.h>
#include <smp.h>
#include <test.h>
#include <util.h>
#include <virtio_ccw.h>

#define PATIENCE (10 * NS_PER_S)
#define QUIET	 (2 * NS_PER_MS)
#define SETTLED	 (20 * NS_PER_US) /* between summary and interruption */
#define ROUNDS	 100000
#define MOST	 10 /* times as many rounds, where all came in one order: the host is busy */
#define SOME	 200
#define TAKEN	 2000
#define PER_MOVE 1000 /* between two migrations, if there are any */
#define MAX_CPUS 4

/* Of one CPU that sleeps, and the source that wakes it. */
struct sleeper {
	struct airq_source source;
	volatile unsigned int taken, taken_by;
	volatile bool late;
	struct random random;
	unsigned int rounds, before; /* that the interruption came before the sleep */
	uint64_t latency_ns, lost;
};

static struct sleeper sleepers[ISCS];

static void wake(struct airq *airq, const struct irq *irq)
{
	struct sleeper *sleeper = container_of(airq->context, struct sleeper, source);

	(void)irq;
	sleeper->taken_by = smp_id();
	sleeper->taken++;
}

static void time_is_up(struct timer *timer, void *context)
{
	struct sleeper *sleeper = context;

	(void)timer;
	sleeper->late = true;
}

static struct sleeper *new_sleeper(unsigned int nth, unsigned int isc)
{
	struct sleeper *sleeper = &sleepers[nth];

	*sleeper = (struct sleeper){ 0 };
	random_seed(&sleeper->random, args_number("hp.seed", 1) + nth);
	airq_source_open(&sleeper->source, nth, isc, wake);
	return sleeper;
}

/* The shortest time that it takes: many interruptions will come just when the CPU falls asleep. */
static void measure(struct sleeper *sleeper)
{
	sleeper->latency_ns = NS_PER_S;
	for (unsigned int i = 0; i < SOME; i++) {
		uint64_t begin = clock_ns();

		airq_source_raise(&sleeper->source, 0);
		while (!sleeper->source.summary)
			REQUIRE(clock_ns() < begin + PATIENCE * clock_slowness());
		sleeper->latency_ns = min(sleeper->latency_ns, clock_ns() - begin);
		clock_delay(SETTLED);
		sleeper->source.summary = 0;
		REQUIRE(airq_source_take(&sleeper->source));
	}
	css_drain(CSS_SUBCLASS_BIT(sleeper->source.airq.isc));
}

/*
 * How long it takes depends on what else the host does: stay where an interruption comes before
 * and behind falling asleep equally often.
 */
static void seek_both_orders(struct sleeper *sleeper, bool before)
{
	uint64_t step = sleeper->latency_ns / 16;

	sleeper->before += before;
	sleeper->latency_ns = before ? sleeper->latency_ns - step : sleeper->latency_ns + step + 1;
}

/* Interrupts are disabled but for the sleep. */
static bool sleep_once(struct sleeper *sleeper)
{
	unsigned int before = sleeper->taken;

	airq_source_raise(&sleeper->source, 0);
	clock_delay(random_below(&sleeper->random, sleeper->latency_ns * 3 / 2));
	seek_both_orders(sleeper, sleeper->source.summary);
	while (sleeper->taken == before && !sleeper->late)
		irq_idle();
	return sleeper->taken == before + 1 && airq_source_take(&sleeper->source);
}

static bool is_enough(const struct sleeper *sleeper, unsigned int rounds)
{
	bool both = sleeper->before && sleeper->before < rounds;

	return rounds >= sleeper->rounds && (both || rounds >= MOST * sleeper->rounds);
}

/*
 * A guard that goes off has given this round half of the time at least. It must not go off in
 * another: it would wake a CPU that has lost its interruption, and hide that.
 */
static void guard_round(struct sleeper *sleeper, struct timer *guard, uint64_t patience)
{
	if (!guard->armed || guard->deadline < clock_ns() + patience / 2)
		timer_start(guard, patience, time_is_up, sleeper);
}

/* On the CPU that sleeps. */
static void sleep_often(void *context)
{
	struct sleeper *sleeper = context;
	uint64_t patience = PATIENCE * clock_slowness();
	struct timer guard = { 0 };
	unsigned int done = 0;

	irq_disable();
	measure(sleeper);
	irq_open(IRQ_IO(sleeper->source.airq.isc));
	while (!is_enough(sleeper, done) && !sleeper->lost) {
		guard_round(sleeper, &guard, patience);
		done++;
		if (!sleep_once(sleeper))
			sleeper->lost = done;
	}
	sleeper->rounds = done;
	timer_stop(&guard);
}

/* With the argument migrate=MODE the guest moves all the time in between. */
static void begin_to_move(void)
{
	if (args_value("migrate"))
		control_migrate_start();
}

static void end_to_move(void)
{
	if (args_value("migrate"))
		test_value("migrations", control_migrate_stop(), "times");
}

static void check_sleeper(const struct sleeper *sleeper)
{
	CHECK(!sleeper->lost, "%s: round %lu: taken %u, summary %u, %s", sleeper->source.name,
	      sleeper->lost, sleeper->taken, sleeper->source.summary,
	      sleeper->late ? "woken by the clock" : "without an indicator or more than once");
	CHECK_EQ(sleeper->taken, sleeper->rounds);
	CHECK_EQ(sleeper->source.airq.in_vain, 0);
	CHECK_GT(sleeper->before, 0);
	CHECK_LT(sleeper->before, sleeper->rounds);
}

TEST(no_wake_up_lost,
     "of 100000 interruptions at random times around falling asleep each one ends the sleep",
     TIMEOUT(120) CITE("Principles of Operation, Wait State"))
{
	struct sleeper *sleeper = new_sleeper(0, 3);

	sleeper->rounds = args_number("rounds", ROUNDS);
	begin_to_move();
	sleep_often(sleeper);
	end_to_move();
	check_sleeper(sleeper);
	test_value("latency", sleeper->latency_ns, "ns");
	test_value("before-sleep", sleeper->before, "rounds");
}

TEST(no_wake_up_lost_by_two,
     "of two CPUs that sleep each for a subclass of its own each is woken by every one of its own",
     TIMEOUT(120) NEEDS("cpus=2") CITE("Principles of Operation, Wait State"))
{
	for (unsigned int cpu = 0; cpu < 2; cpu++)
		new_sleeper(cpu, 2 + 3 * cpu)->rounds = args_number("rounds", ROUNDS) / 10;
	begin_to_move();
	smp_run(1, sleep_often, &sleepers[1]);
	sleep_often(&sleepers[0]);
	REQUIRE(smp_wait(1, MOST * PATIENCE * clock_slowness()));
	end_to_move();
	check_sleeper(&sleepers[0]);
	check_sleeper(&sleepers[1]);
	CHECK_EQ(sleepers[0].taken_by, 0);
	CHECK_EQ(sleepers[1].taken_by, 1);
}

static unsigned int arrived;
static volatile unsigned int told[MAX_CPUS];

/* Sleeps, open for the subclasses that the context has as a mask; tells the first CPU of each. */
static void sleep_for(void *context)
{
	irq_disable();
	control_load(6, (uintptr_t)context);
	atomic_add(&arrived, 1);
	for (;;) {
		irq_idle();
		told[smp_id()] = 1;
		smp_ipi(0);
	}
}

static void start_sleepers(unsigned int cpus, unsigned int (*mask)(unsigned int cpu))
{
	arrived = 0;
	for (unsigned int cpu = 1; cpu < cpus; cpu++)
		smp_run(cpu, sleep_for, (void *)(uintptr_t)mask(cpu));
	while (atomic_load(&arrived) < cpus - 1)
		cpu_relax();
	clock_delay(QUIET);
}

/* Subclasses 0 to 7, two for each CPU; the first CPU's are what is left. */
static unsigned int two_of_eight(unsigned int cpu)
{
	return CR6_ISC(2 * cpu) | CR6_ISC(2 * cpu + 1);
}

/* This CPU sleeps too, open for its own. */
static void raise_and_sleep(struct sleeper *sleeper)
{
	struct timer guard = { 0 };

	irq_disable();
	sleeper->taken = 0;
	timer_start(&guard, PATIENCE * clock_slowness(), time_is_up, sleeper);
	airq_source_raise(&sleeper->source, random_below(&sleeper->random, 200));
	while (!sleeper->taken && !sleeper->late)
		irq_idle();
	timer_stop(&guard);
	irq_enable();
}

TEST(disjoint_masks,
     "of four CPUs that all sleep with different subclasses open the one that is open takes it",
     NEEDS("cpus=4") CITE("Principles of Operation, I/O-Interruption Subclass Mask")
	     CITE("Principles of Operation, Wait State"))
{
	unsigned int count = min(airq_sources(), (unsigned int)ISCS);
	struct random random;

	for (unsigned int isc = 0; isc < count; isc++)
		new_sleeper(isc, isc);
	random_seed(&random, args_number("hp.seed", 1));
	start_sleepers(MAX_CPUS, two_of_eight);
	control_load(6, two_of_eight(0));
	for (unsigned int i = 0; i < TAKEN; i++) {
		unsigned int isc = random_below(&random, count);
		struct sleeper *sleeper = &sleepers[isc];

		if (i % PER_MOVE == 0)
			airq_meanwhile();
		raise_and_sleep(sleeper);
		REQUIRE_EQ(sleeper->taken, 1);
		REQUIRE_EQ(sleeper->taken_by, isc / 2);
		REQUIRE(airq_source_take(&sleeper->source));
	}
	for (unsigned int isc = 0; isc < count; isc++)
		CHECK_EQ(sleepers[isc].source.airq.in_vain, 0);
}

/* But for the one on which subchannels of virtio devices interrupt. */
static unsigned int all_but_one(unsigned int cpu)
{
	(void)cpu;
	return 0xff000000 & ~CR6_ISC(VIRTIO_CCW_ISC);
}

TEST(only_one_takes, "of several CPUs that sleep with a subclass open exactly one takes it",
     NEEDS("cpus=4") CITE("Principles of Operation, I/O Interruptions"))
{
	struct sleeper *sleeper = new_sleeper(0, 4);

	start_sleepers(MAX_CPUS, all_but_one);
	control_load(6, all_but_one(0));
	for (unsigned int i = 0; i < TAKEN; i++) {
		if (i % PER_MOVE == 0)
			airq_meanwhile();
		raise_and_sleep(sleeper);
		REQUIRE_EQ(sleeper->taken, 1);
		REQUIRE(airq_source_take(&sleeper->source));
	}
	clock_delay(QUIET);
	CHECK_EQ(sleeper->source.airq.interruptions, TAKEN);
}

/* This CPU takes it when the other does not. */
TEST(opened_elsewhere,
     "what is pending while all CPUs are closed is taken by the first that opens its subclass",
     NEEDS("cpus=2") CITE("Principles of Operation, I/O Interruptions"))
{
	for (unsigned int i = 0; i < SOME; i++) {
		struct sleeper *sleeper = new_sleeper(0, 7);

		airq_source_raise(&sleeper->source, 0);
		REQUIRE(airq_source_raised(&sleeper->source));
		if (i % (SOME / 2) == 0)
			airq_meanwhile();
		CHECK_EQ(sleeper->taken, 0);
		smp_run(1, sleep_for, (void *)(uintptr_t)CR6_ISC(7));
		REQUIRE(irq_wait(&sleeper->taken, PATIENCE * clock_slowness()));
		CHECK_EQ(sleeper->taken_by, 1);
		smp_stop(1);
		irq_open(IRQ_IO(7));
		CHECK_EQ(sleeper->taken, 1);
		irq_close(IRQ_IO(7));
		airq_source_close(&sleeper->source);
	}
}

static bool is_stopped(unsigned int cpu)
{
	uint32_t status = 0;

	sigp_wait(smp_cpu(cpu)->hardware_id, SIGP_SENSE, 0, &status);
	return status & SIGP_STOPPED;
}

static bool order(unsigned int cpu, unsigned int what, bool stopped)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	if (sigp_wait(smp_cpu(cpu)->hardware_id, what, 0, NULL) != SIGP_ACCEPTED)
		return false;
	while (is_stopped(cpu) != stopped && clock_ns() < end)
		cpu_relax();
	return is_stopped(cpu) == stopped;
}

static unsigned int only_second(unsigned int cpu)
{
	return cpu == 1 ? CR6_ISC(5) : CR6_ISC(0);
}

TEST(stopped,
     "it waits while all CPUs that are open are stopped, and the first that is started takes it",
     NEEDS("cpus=4") CITE("Principles of Operation, Stopped State"))
{
	struct sleeper *sleeper = new_sleeper(0, 5);
	volatile unsigned int never = 0;

	start_sleepers(MAX_CPUS, only_second);
	for (unsigned int i = 1; i <= SOME; i++) {
		for (unsigned int cpu = 1; cpu < MAX_CPUS; cpu++)
			REQUIRE(order(cpu, SIGP_STOP, true), "CPU %u", cpu);
		airq_source_raise(&sleeper->source, 0);
		irq_wait(&never, 50 * NS_PER_US);
		REQUIRE(airq_source_raised(&sleeper->source));
		if (i % (SOME / 2) == 0)
			airq_meanwhile();
		REQUIRE_EQ(sleeper->taken, i - 1);
		for (unsigned int cpu = MAX_CPUS - 1; cpu; cpu--)
			REQUIRE(order(cpu, SIGP_START, false), "CPU %u", cpu);
		told[1] = 0;
		while (sleeper->taken < i && irq_wait(&told[1], PATIENCE * clock_slowness()))
			told[1] = 0;
		REQUIRE_EQ(sleeper->taken, i);
		REQUIRE_EQ(sleeper->taken_by, 1);
		REQUIRE(airq_source_take(&sleeper->source));
	}
}
