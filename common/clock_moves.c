/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Clocks and timers of a guest that is migrated.
 *
 * A guest's clocks are counters of its host, which are others in the next one: somebody has to
 * take down what they show, and when, and to make up for the difference. Whether they stand
 * while the guest is stopped is the host's choice. But none may step back, none may gain more
 * than the time that has really passed, and all must do the same.
 *
 * A timer that was running is a deadline on such a clock, and a promise to interrupt.
 */
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <irq.h>
#include <machine_clocks.h>
#include <smp.h>
#include <test.h>

#define MAX_CPUS   4
#define MAX_CLOCKS 8
#define HOPS	   3

/* Rates are measured or rounded; what the clocks are apart because of that is in permille. */
#define TOLERANCE 50
#define SLACK	  (100 * NS_PER_MS) /* between two steps of stopping or starting a guest */

static unsigned int cpus, clocks;
static const struct machine_clock *clock[MAX_CLOCKS];

static struct reading {
	uint64_t before, ns, after; /* the library's clock before, this one, the library's */
} first[MAX_CPUS][MAX_CLOCKS], last[MAX_CPUS][MAX_CLOCKS];

static void read_all(void *context)
{
	struct reading(*readings)[MAX_CLOCKS] = context;

	for (unsigned int i = 0; i < clocks; i++) {
		struct reading *reading = &readings[smp_id()][i];

		reading->before = clock_ns();
		reading->ns = clock[i]->ns();
		reading->after = clock_ns();
	}
}

static uint64_t tolerate(uint64_t ns)
{
	return ns + ns * TOLERANCE / 1000;
}

/* The library's own comes first. */
static void find_clocks(void)
{
	clocks = 0;
	for (const struct machine_clock *one = machine_clocks; one->name; one++) {
		if (one->setup && !one->setup())
			continue;
		REQUIRE(clocks < MAX_CLOCKS);
		clock[clocks++] = one;
	}
}

static void need(unsigned int count)
{
	cpus = smp_count() < MAX_CPUS ? smp_count() : MAX_CPUS;
	find_clocks();
	if (clocks < count)
		SKIP("needs a second clock, this machine has none");
}

static void read_each(struct reading (*readings)[MAX_CLOCKS])
{
	for (unsigned int id = 0; id < cpus; id++)
		smp_call(id, read_all, readings);
}

static void check_jumps(void)
{
	uint64_t outside = control_now();

	read_each(first);
	control_migrate("precopy", NULL);
	read_each(last);
	outside = control_now() - outside;
	for (unsigned int id = 0; id < cpus; id++) {
		for (unsigned int i = 0; i < clocks; i++) {
			uint64_t from = first[id][i].ns, to = last[id][i].ns;

			CHECK(to >= from && to - from <= tolerate(outside),
			      "%s of CPU %u went from %lu to %lu in %lu ns", clock[i]->name, id,
			      from, to, outside);
		}
	}
}

/* The guest is older then than a destination that is quick, and much younger than a second. */
#define BEGUN (100 * NS_PER_MS)

TEST(just_begun, "no clock steps back when a guest migrates that has just begun",
     NEEDS("migration") TIMEOUT(60))
{
	need(1);
	clock_delay(BEGUN);
	check_jumps();
}

TEST(no_jump, "no clock of any CPU steps back over a migration, or gains more than passed outside",
     NEEDS("migration") TIMEOUT(60))
{
	need(1);
	clock_grow_old();
	for (unsigned int hop = 0; hop < control_hops(HOPS); hop++)
		check_jumps();
}

/* The one may stand while the guest is stopped, the other not. */
static void check_agreement(unsigned int id, unsigned int i, uint64_t downtime)
{
	const struct reading *from = &first[id][i], *to = &last[id][i];
	uint64_t at_least = to->before - from->after, at_most = to->after - from->before;
	uint64_t apart = downtime + SLACK * clock_slowness();

	CHECK(tolerate(to->ns - from->ns) + apart >= at_least &&
		      to->ns - from->ns <= tolerate(at_most) + apart,
	      "%s of CPU %u took %lu ns, the clock %lu to %lu, the downtime %lu", clock[i]->name,
	      id, to->ns - from->ns, at_least, at_most, downtime);
}

TEST(agree, "over a migration two clocks grow apart by no more than the downtime",
     NEEDS("migration") TIMEOUT(60))
{
	need(2);
	clock_grow_old();
	for (unsigned int hop = 0; hop < control_hops(HOPS); hop++) {
		struct migration migration;

		read_each(first);
		control_migrate("precopy", &migration);
		read_each(last);
		for (unsigned int id = 0; id < cpus; id++) {
			for (unsigned int i = 1; i < clocks; i++)
				check_agreement(id, i, migration.downtime_ns);
		}
	}
}

static uint64_t latest;
static unsigned int steps_back;
static bool over;

/* What another CPU has seen before is the past. */
static void watch(void)
{
	uint64_t seen = atomic_load(&latest), now = clock_ns();

	if (now < seen)
		atomic_add(&steps_back, 1);
	else
		atomic_store(&latest, now);
}

static void watch_until_over(void *context)
{
	(void)context;
	while (!atomic_load(&over))
		watch();
}

TEST(same_on_all_cpus, "a time that one CPU has read is past on another all along migrations",
     NEEDS("migration") NEEDS("cpus=2") TIMEOUT(60))
{
	steps_back = 0;
	latest = 0;
	atomic_store(&over, false);
	clock_grow_old();
	smp_run(1, watch_until_over, NULL);
	for (unsigned int hop = 0; hop < control_hops(HOPS); hop++) {
		control_migrate_begin("precopy");
		do
			watch();
		while (!control_migrate_done(NULL));
	}
	atomic_store(&over, true);
	REQUIRE(smp_wait(1, 10 * NS_PER_S * clock_slowness()), "CPU 1 is gone");
	CHECK_EQ(steps_back, 0);
}

#define TIMERS	 4 /* of each CPU */
#define APART	 NS_PER_MS
#define SHORTEST (250 * NS_PER_MS)
#define LONGEST	 (8 * NS_PER_S)
#define LATE	 (2 * NS_PER_S) /* with a host that is busy with other things as well */

static struct running {
	struct timer timer;
	uint64_t at;
	unsigned int times, rank;
} running[MAX_CPUS][TIMERS];
static unsigned int fired[MAX_CPUS], started;
static uint64_t shortest;
static bool in_time;

static void note(struct timer *timer, void *context)
{
	struct running *one = context;

	(void)timer;
	one->at = clock_ns();
	one->times++;
	one->rank = atomic_add(&fired[smp_id()], 1);
}

/* The last one has the nearest deadline. */
static void start_timers(struct running *mine)
{
	atomic_store(&fired[smp_id()], 0);
	for (unsigned int i = 0; i < TIMERS; i++) {
		mine[i] = (struct running){ 0 };
		timer_start(&mine[i].timer, shortest + (TIMERS - i) * APART, note, &mine[i]);
	}
	atomic_add(&started, 1);
}

/* Nothing here sets the machine's timer anew. */
static void wait_for_timers(struct running *mine)
{
	uint64_t end = mine[0].timer.deadline + LATE * clock_slowness();

	while (atomic_load(&fired[smp_id()]) < TIMERS && clock_ns() < end)
		cpu_relax();
	clock_delay(10 * NS_PER_MS);
}

static void take_along(void *context)
{
	struct running *mine = running[smp_id()];

	(void)context;
	start_timers(mine);
	if (!smp_id()) {
		while (atomic_load(&started) < cpus)
			cpu_relax();
		control_migrate("precopy", NULL);
		in_time = clock_ns() < mine[TIMERS - 1].timer.deadline;
	}
	wait_for_timers(mine);
}

static void check_timers(const struct running *mine)
{
	for (unsigned int i = 0; i < TIMERS; i++) {
		uint64_t deadline = mine[i].timer.deadline;

		REQUIRE_EQ(mine[i].times, 1);
		CHECK_GE(mine[i].at, deadline);
		CHECK_LT(mine[i].at, deadline + LATE * clock_slowness());
		for (unsigned int other = 0; other < TIMERS; other++) {
			if (deadline < mine[other].timer.deadline)
				CHECK_LT(mine[i].rank, mine[other].rank);
		}
	}
}

TEST(timers, "timers that run on each CPU move, and fire there, once, in order and in time",
     NEEDS("migration") TIMEOUT(60))
{
	need(1);
	clock_grow_old();
	in_time = false;
	for (shortest = SHORTEST * clock_slowness(); !in_time; shortest *= 2) {
		if (shortest > LONGEST)
			SKIP("needs a host that migrates within %llu s", LONGEST / NS_PER_S);
		started = 0;
		smp_call_all(cpus, take_along, NULL);
	}
	for (unsigned int id = 0; id < cpus; id++)
		check_timers(running[id]);
}
