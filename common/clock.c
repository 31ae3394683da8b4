/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time: the clock that the library reads, timers that interrupt, and a second
 * clock from another part of the machine that must agree with the first.
 *
 * A host may run a guest late but never early: a timer that fires before its
 * deadline, a clock that steps back when the guest moves to another processor,
 * or two clocks that drift apart break guests in ways that are hard to find.
 * Lateness is not judged here; it is the host's load.
 */
#include <atomic.h>
#include <clock.h>
#include <irq.h>
#include <random.h>
#include <smp.h>
#include <args.h>
#include <test.h>

#define READS	 20000
#define WATCH	 (50 * NS_PER_MS)
#define TIMERS	 32
#define PATIENCE (10 * NS_PER_S)

TEST(monotonic, "the clock never steps back")
{
	uint64_t last = clock_ns(), end = last + WATCH;

	while (last < end) {
		uint64_t now = clock_ns();

		REQUIRE(now >= last, "%lu after %lu", now, last);
		last = now;
	}
}

TEST(moves_on, "the clock advances while nothing else happens")
{
	uint64_t begin = clock_ns();

	for (unsigned int i = 0; i < READS && clock_ns() == begin; i++)
		cpu_relax();
	CHECK_GT(clock_ns(), begin);
}

static uint64_t shared_time, end_of_watch;
static unsigned int turn, backwards;
static bool over;

/* In turns, so that the other's time is as fresh as can be. */
static void pass_the_time(void *context)
{
	unsigned int self = smp_id();

	(void)context;
	while (!atomic_load(&over)) {
		uint64_t now;

		if (atomic_load(&turn) != self)
			continue;
		now = clock_ns();
		backwards += now < shared_time;
		shared_time = now;
		atomic_store(&turn, !self);
		if (now > end_of_watch)
			atomic_store(&over, true);
	}
}

TEST(same_on_all_cpus, "a time read on one CPU is never later than one read afterwards on another",
     NEEDS("cpus=2"))
{
	end_of_watch = clock_ns() + WATCH;
	smp_call_all(2, pass_the_time, NULL);
	CHECK_EQ(backwards, 0);
}

/* The second clock, and the first before and after: a host may let any time pass between them. */
static struct sample {
	uint64_t before, reference, after;
} take_sample(void)
{
	struct sample sample;

	sample.before = clock_ns();
	clock_reference_ns(&sample.reference);
	sample.after = clock_ns();
	return sample;
}

TEST(agrees_with_second_clock,
     "over 100 ms the clock and a second clock of the machine differ by less than 5 %")
{
	uint64_t reference, took, at_least, at_most;
	struct sample begin, end;

	if (!clock_reference_ns(&reference))
		SKIP("needs a second clock, this machine has none");
	begin = take_sample();
	clock_delay(100 * NS_PER_MS);
	end = take_sample();
	took = end.reference - begin.reference;
	at_least = end.before - begin.after;
	at_most = end.after - begin.before;
	test_value("clock", at_least, "ns");
	test_value("reference", took, "ns");
	CHECK_GT(took, at_least - at_least / 20);
	CHECK_LT(took, at_most + at_most / 20);
}

static struct fired {
	struct timer timer;
	uint64_t at;
	unsigned int times, rank, cpu;
} fired[TIMERS];
static volatile unsigned int left;

static void note_firing(struct timer *timer, void *context)
{
	struct fired *entry = context;

	(void)timer;
	entry->at = clock_ns();
	entry->times++;
	entry->cpu = smp_id();
	entry->rank = TIMERS - left;
	left--;
}

static void wait_for_all(void)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (left && clock_ns() < end)
		cpu_relax();
}

static void arm_all(struct random *random)
{
	left = TIMERS;
	for (unsigned int i = 0; i < TIMERS; i++) {
		fired[i] = (struct fired){ 0 };
		timer_start(&fired[i].timer, random_below(random, 20 * NS_PER_MS), note_firing,
			    &fired[i]);
	}
}

TEST(never_early, "each of 32 timers fires once, and none before its deadline")
{
	struct random random;

	random_seed(&random, args_number("hp.seed", 1));
	arm_all(&random);
	wait_for_all();
	for (unsigned int i = 0; i < TIMERS; i++) {
		CHECK_EQ(fired[i].times, 1);
		CHECK_GE(fired[i].at, fired[i].timer.deadline);
	}
}

TEST(in_order, "timers fire in the order of their deadlines, not of their start")
{
	struct random random;

	random_seed(&random, args_number("hp.seed", 1) + 1);
	irq_disable();
	arm_all(&random);
	irq_enable();
	wait_for_all();
	for (unsigned int a = 0; a < TIMERS; a++) {
		for (unsigned int b = 0; b < TIMERS; b++) {
			if (fired[a].timer.deadline < fired[b].timer.deadline)
				CHECK_LT(fired[a].rank, fired[b].rank);
		}
	}
}

TEST(stopped_does_not_fire, "a timer that is stopped before its deadline does not fire")
{
	left = 1;
	fired[0] = (struct fired){ 0 };
	irq_disable(); /* it is stopped in time, however late the host is */
	timer_start(&fired[0].timer, 2 * NS_PER_MS, note_firing, &fired[0]);
	timer_stop(&fired[0].timer);
	irq_enable();
	clock_delay(5 * NS_PER_MS);
	CHECK_EQ(fired[0].times, 0);
}

TEST(past_deadline_fires,
     "a timer whose deadline has passed while interrupts were disabled fires at once")
{
	left = 1;
	fired[0] = (struct fired){ 0 };
	irq_disable();
	timer_start(&fired[0].timer, 100, note_firing, &fired[0]);
	clock_delay(NS_PER_MS);
	CHECK_EQ(fired[0].times, 0);
	irq_enable();
	wait_for_all();
	CHECK_EQ(fired[0].times, 1);
}

static void time_on_cpu(void *context)
{
	struct timer timer = { 0 };
	struct fired *entry = context;

	timer_start(&timer, 3 * NS_PER_MS, note_firing, entry);
	wait_for_all();
	entry->timer.deadline = timer.deadline;
}

TEST(timers_on_another_cpu, "a timer started on another CPU fires there", NEEDS("cpus=2"))
{
	left = 1;
	fired[0] = (struct fired){ 0 };
	smp_call(1, time_on_cpu, &fired[0]);
	CHECK_EQ(fired[0].times, 1);
	CHECK_EQ(fired[0].cpu, 1);
	CHECK_GE(fired[0].at, fired[0].timer.deadline);
}
