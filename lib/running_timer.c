/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <irq.h>
#include <running_timer.h>
#include <smp.h>
#include <test.h>
#include <util.h>

#define MAX_CPUS 8
#define SHORTEST (250 * NS_PER_MS) /* longer than a migration takes where nothing else runs */
#define LONGEST	 (8 * NS_PER_S)
#define LATE	 (2 * NS_PER_S) /* with a host that is busy with other things as well */
#define QUIET	 (10 * NS_PER_MS)

static const struct running_timer *what;
static unsigned int all, arrived;
static bool moved, missed;
static uint64_t delay, took; /* its deadline; the migration, to this guest */

static struct {
	unsigned int times;
	uint64_t started, at; /* the last time */
} fired[MAX_CPUS];

static void note(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	fired[smp_id()].at = clock_ns();
	if (what->serve)
		what->serve();
	atomic_add(&fired[smp_id()].times, 1);
}

/* No CPU sleeps: it would want a timer to wake it. */
static void meet(unsigned int count)
{
	atomic_add(&arrived, 1);
	while (atomic_load(&arrived) < count)
		cpu_relax();
}

static void wait_for(unsigned int times, uint64_t end)
{
	while (atomic_load(&fired[smp_id()].times) < times && clock_ns() < end)
		cpu_relax();
}

static uint64_t tolerated(uint64_t ns)
{
	return ns * what->permille / 1000;
}

static void start(void)
{
	fired[smp_id()].times = 0;
	fired[smp_id()].started = clock_ns();
	if (!what->start(delay))
		SKIP("needs a timer that this machine has not");
}

static uint64_t latest(void)
{
	return what->coarse_ns + LATE * clock_slowness();
}

static void must_fire(void)
{
	wait_for(1, fired[smp_id()].started + delay + latest());
	REQUIRE(fired[smp_id()].times, "that of CPU %u does not fire", smp_id());
}

static void check_once(void)
{
	uint64_t deadline = fired[smp_id()].started + delay, late;

	must_fire();
	late = fired[smp_id()].at - deadline;
	CHECK(fired[smp_id()].at + tolerated(delay) >= deadline, "that of CPU %u is %lu ns early",
	      smp_id(), -late);
	CHECK((int64_t)late < (int64_t)latest(), "that of CPU %u is %lu ns late", smp_id(), late);
	clock_delay(QUIET);
	CHECK_EQ(fired[smp_id()].times, 1);
	if (!smp_id())
		test_value("late", (int64_t)late > 0 ? late : 0, "ns");
}

static void move_once(void *context)
{
	(void)context;
	irq_open(what->source);
	start();
	meet(all);
	if (!smp_id()) {
		control_migrate("precopy", NULL);
		took = clock_ns() - fired[0].started;
		atomic_store(&moved, true);
	}
	while (!atomic_load(&moved))
		cpu_relax();
	if (clock_ns() + tolerated(delay) >= fired[smp_id()].started + delay) {
		atomic_store(&missed, true);
		must_fire();
	} else {
		check_once();
	}
}

void running_timer_move(const struct running_timer *timer, unsigned int cpus)
{
	what = timer;
	all = cpus < MAX_CPUS ? cpus : MAX_CPUS;
	irq_register(timer->source, note, NULL);
	clock_grow_old();
	for (delay = SHORTEST;; delay = min(2 * max(delay, took), LONGEST)) {
		arrived = 0;
		moved = missed = false;
		smp_call_all(all, move_once, NULL);
		if (!missed)
			return;
		if (delay == LONGEST)
			break;
	}
	SKIP("needs a host that migrates within %llu s", LONGEST / NS_PER_S);
}

#define PERIODS 8 /* that it must go on for */
#define MORE	2 /* that may be begun and ended */

void running_timer_move_periodic(const struct running_timer *timer, uint64_t period_ns)
{
	struct migration migration;
	unsigned int before;
	uint64_t took;

	what = timer;
	delay = period_ns;
	irq_register(timer->source, note, NULL);
	clock_grow_old();
	irq_open(timer->source);
	start();
	wait_for(1, clock_ns() + LATE * clock_slowness());
	control_migrate("precopy", &migration);
	before = fired[0].times;
	wait_for(before + PERIODS, clock_ns() + LATE * clock_slowness());
	CHECK_GE(fired[0].times, before + PERIODS);
	timer->stop();
	CHECK_GT(before, 0);
	/* It may run while the guest is stopped, even if the clock does not. */
	took = clock_ns() - fired[0].started + migration.total_ns;
	CHECK_LE(fired[0].times, (took + tolerated(took)) / period_ns + MORE);
	before = fired[0].times;
	clock_delay(2 * period_ns);
	CHECK_LE(fired[0].times, before + 1);
}
