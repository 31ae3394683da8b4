/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Migration: the guest goes on somewhere else, and must not notice.
 *
 * Memory is copied while the guest may be writing it, registers and devices
 * are saved here and loaded there, clocks have to go on from where they were.
 * Here the guest is idle or busy in simple ways; the issue of which pages a
 * host copies again is for tests of their own.
 */
#include <alloc.h>
#include <args.h>
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <random.h>
#include <registers.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define HOPS	     10
#define PAGES	     512
#define FEWEST	     128 /* pages on a slow host */
#define WORDS	     (PAGE_SIZE / sizeof(uint64_t))
#define SYSTEM_WORDS 64

static uint64_t *memory;

static unsigned int pages(void)
{
	return clock_repeats(PAGES, FEWEST);
}

static void fill(uint64_t seed)
{
	struct random random;

	memory = page_alloc(pages());
	random_seed(&random, seed);
	random_fill(&random, memory, pages() * PAGE_SIZE);
}

static unsigned int pages_changed(uint64_t seed)
{
	static uint64_t expected[WORDS];
	struct random random;
	unsigned int wrong = 0;

	random_seed(&random, seed);
	for (unsigned int page = 0; page < pages(); page++) {
		random_fill(&random, expected, PAGE_SIZE);
		wrong += !!memcmp(memory + page * WORDS, expected, PAGE_SIZE);
	}
	return wrong;
}

static void hop(const char *mode)
{
	uint64_t before, system[SYSTEM_WORDS], after[SYSTEM_WORDS];
	size_t n = registers_system(system, SYSTEM_WORDS);
	struct migration migration;

	clock_grow_old();
	before = clock_ns();
	control_migrate(mode, &migration);
	CHECK_GE(clock_ns(), before);
	CHECK_EQ(registers_system(after, SYSTEM_WORDS), n);
	CHECK_MEM_EQ(system, after, n * sizeof(*system));
	test_value("downtime", migration.downtime_ns, "ns");
}

TEST(idle, "an idle guest keeps memory, registers and time over migrations back and forth",
     NEEDS("migration") TIMEOUT(120))
{
	fill(1);
	for (unsigned int i = 0; i < control_hops(HOPS); i++) {
		hop("precopy");
		REQUIRE_EQ(pages_changed(1), 0);
	}
}

static volatile unsigned int hop_done; /* also a word that registers_hold() can watch */

/* What CPU 1 does while the guest hops. */
static void hop_beside(smp_function *function, void *context)
{
	hop_done = false;
	smp_run(1, function, context);
	for (unsigned int i = 0; i < control_hops(HOPS); i++)
		hop("precopy");
	hop_done = true;
	REQUIRE(smp_wait(1, 10 * NS_PER_S * clock_slowness()), "CPU 1 is gone");
}

static void hold_registers(void *changed)
{
	*(unsigned int *)changed = registers_hold(&hop_done, 7);
}

TEST(registers_of_a_busy_cpu,
     "no general, floating point or vector register of a running CPU changes over migrations",
     NEEDS("migration") NEEDS("cpus=2") TIMEOUT(120))
{
	unsigned int changed = 1;

	hop_beside(hold_registers, &changed);
	CHECK_EQ(changed, 0);
}

static void watch_time(void *steps_back)
{
	uint64_t last = clock_ns();

	while (!hop_done) {
		uint64_t now = clock_ns();

		if (now < last)
			++*(unsigned int *)steps_back;
		last = now;
	}
}

TEST(time_of_a_busy_cpu, "a clock that is read all along never steps back over migrations",
     NEEDS("migration") NEEDS("cpus=2") TIMEOUT(120))
{
	unsigned int steps_back = 0;

	hop_beside(watch_time, &steps_back);
	CHECK_EQ(steps_back, 0);
}

static volatile bool stop_writing;
static volatile uint64_t generation;
static volatile unsigned int torn;

/* Word 0 of each page counts; a page whose count is neither this nor the last was lost. */
static void write_all_along(void *context)
{
	unsigned int count = pages();
	uint64_t *counters = context;

	while (!stop_writing) {
		uint64_t next = generation + 1;

		for (unsigned int page = 0; page < count; page++) {
			if (counters[page * WORDS] != generation)
				torn++;
			counters[page * WORDS] = next;
		}
		generation = next;
	}
}

TEST(busy, "a guest whose other CPU writes all along loses no store over migrations",
     NEEDS("migration") NEEDS("cpus=2") TIMEOUT(120))
{
	uint64_t *counters = page_alloc(pages()), at_start;

	fill(2);
	stop_writing = false;
	generation = torn = 0;
	smp_run(1, write_all_along, counters);
	for (unsigned int i = 0; i < control_hops(HOPS); i++) {
		hop("precopy");
		at_start = generation;
		while (generation == at_start)
			cpu_relax();
		REQUIRE_EQ(torn, 0);
	}
	stop_writing = true;
	REQUIRE(smp_wait(1, 10 * NS_PER_S * clock_slowness()), "CPU 1 is gone");
	CHECK_EQ(pages_changed(2), 0);
	test_value("generations", generation, "rounds");
}

static volatile unsigned int fired;
static volatile uint64_t fired_at;

static void note_time(struct timer *timer, void *context)
{
	(void)timer;
	(void)context;
	fired_at = clock_ns();
	fired++;
}

/* On a slow host it takes a longer timer to be still running when the guest arrives. */
static bool take_along(struct timer *timer)
{
	clock_grow_old();
	for (uint64_t delay = 500 * NS_PER_MS; delay < 10 * NS_PER_S; delay *= 2) {
		fired = 0;
		timer_start(timer, delay, note_time, NULL);
		control_migrate("precopy", NULL);
		if (clock_ns() < timer->deadline)
			return true;
	}
	return false;
}

TEST(timer_in_flight,
     "a timer that runs during a migration fires once, and not before its deadline",
     NEEDS("migration") TIMEOUT(120))
{
	static struct timer timer;
	uint64_t end;

	if (!take_along(&timer))
		SKIP("needs a host that migrates within 8 s");
	end = clock_ns() + 30 * NS_PER_S * clock_slowness();
	while (!fired && clock_ns() < end) /* nothing here may set the machine's timer anew */
		cpu_relax();
	CHECK_GE(fired_at, timer.deadline);
	clock_delay(10 * NS_PER_MS);
	CHECK_EQ(fired, 1);
}

TEST(by_file, "a guest saved to a file and loaded again goes on where it was",
     NEEDS("migration") TIMEOUT(120))
{
	fill(4);
	hop("file");
	CHECK_EQ(pages_changed(4), 0);
}

TEST(never_ending, "a guest that is migrated again and again while it works loses nothing",
     NEEDS("migration") TIMEOUT(120))
{
	uint64_t end = clock_ns() + 2 * NS_PER_S, seed = 5;
	unsigned int hops;

	control_migrate_start();
	while (clock_ns() < end) {
		fill(seed);
		REQUIRE_EQ(pages_changed(seed), 0);
		page_free(memory, pages());
		seed++;
	}
	hops = control_migrate_stop();
	test_value("hops", hops, "migrations");
	CHECK_GT(hops, 0);
}
