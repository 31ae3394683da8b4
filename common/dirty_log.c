/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was written before a migration is there after it, by whatever store it was written.
 *
 * While a host copies the guest's memory it notes which pages are written meanwhile, and
 * copies those again. A write that it does not note is lost: the page arrives as it was, with
 * nothing to tell it from a good one but what the program had put there. Hosts have lost atomic
 * and unaligned stores, stores of devices and of the page table walker, and what was written
 * between reading and clearing the notes. So all CPUs write all along, by all kinds of
 * stores, and know of each page what must be in it.
 */
#include <alloc.h>
#include <args.h>
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <smp.h>
#include <test.h>
#include <writer.h>

#define MAX_CPUS   8
#define HOT_PAGES  8
#define HOT_EVERY  4   /* each so manieth store goes to a hot page */
#define POLL_EVERY 256 /* stores between two looks for an answer */

#define MEGABYTE_PAGES (0x100000 / PAGE_SIZE)

/* What a CPU writes: many pages, and few. */
static struct crew {
	struct writer cold, hot;
	uint64_t count; /* of this CPU's register, when it stopped */
} crews[MAX_CPUS];

static unsigned int crew_count;
static volatile bool stop;

static void write_some(struct crew *crew)
{
	for (unsigned int i = 1; i <= POLL_EVERY; i++)
		writer_step(i % HOT_EVERY ? &crew->cold : &crew->hot);
}

static void write_until_told(void *context)
{
	struct crew *crew = context;

	while (!stop)
		write_some(crew);
	crew->count = store_count();
}

static void verify(void *context)
{
	struct crew *crew = context;

	writer_verify(&crew->cold);
	writer_verify(&crew->hot);
}

static void each_crew(smp_function *function)
{
	for (unsigned int id = 1; id < crew_count; id++)
		smp_run(id, function, &crews[id]);
	function(&crews[0]);
	for (unsigned int id = 1; id < crew_count; id++)
		REQUIRE(smp_wait(id, 30 * NS_PER_S * clock_slowness()), "CPU %u is gone", id);
}

static void forget_count(void *context)
{
	(void)context;
	store_count_set(0);
}

static void set_up(uint64_t pages, enum writer_order order)
{
	crew_count = smp_count() < MAX_CPUS ? smp_count() : MAX_CPUS;
	for (unsigned int id = 0; id < crew_count; id++) {
		writer_init(&crews[id].cold, pages / crew_count, 2 * id + 1, order);
		writer_init(&crews[id].hot, HOT_PAGES, 2 * id + 2, WRITER_RANDOM);
	}
	each_crew(forget_count);
}

/* True if all is there. */
static bool check_all(void)
{
	bool good = true;

	each_crew(verify);
	for (unsigned int id = 0; id < crew_count; id++) {
		struct crew *crew = &crews[id];
		unsigned int wrong = writer_report(&crew->cold) + writer_report(&crew->hot);

		CHECK(!wrong, "%u pages of CPU %u are wrong", wrong, id);
		CHECK_EQ(crew->cold.steps + crew->hot.steps, crew->count);
		good = good && !wrong;
	}
	return good;
}

static void all_begin(void)
{
	stop = false;
	for (unsigned int id = 1; id < crew_count; id++)
		smp_run(id, write_until_told, &crews[id]);
}

static void all_stop(void)
{
	stop = true;
	write_until_told(&crews[0]);
	for (unsigned int id = 1; id < crew_count; id++)
		REQUIRE(smp_wait(id, 30 * NS_PER_S * clock_slowness()), "CPU %u is gone", id);
}

/* Migrates while all CPUs write. */
static void hop(const char *mode, struct migration *migration)
{
	all_begin();
	control_migrate_begin(mode);
	do {
		write_some(&crews[0]);
	} while (!control_migrate_done(migration));
	all_stop();
}

static uint64_t stores_done(void)
{
	uint64_t sum = 0;

	for (unsigned int id = 0; id < crew_count; id++)
		sum += crews[id].cold.steps + crews[id].hot.steps;
	return sum;
}

static void hop_often(const char *mode)
{
	unsigned int hops = args_number("hops", 4);
	uint64_t downtime = 0;

	for (unsigned int i = 0; i < hops; i++) {
		struct migration migration;

		hop(mode, &migration);
		REQUIRE(check_all(), "lost in migration %u", i + 1);
		downtime = migration.downtime_ns > downtime ? migration.downtime_ns : downtime;
	}
	test_value("hops", hops, "migrations");
	test_value("longest_downtime", downtime, "ns");
	test_value("stores", stores_done(), "stores");
	test_value("kinds", writer_kinds(), "kinds");
}

static void write_for_a_while(void *context)
{
	struct crew *crew = context;

	for (unsigned int i = 0; i < 128; i++)
		write_some(crew);
	crew->count = store_count();
}

TEST(engine, "every kind of store leaves in memory what it must, without any migration")
{
	set_up(MEGABYTE_PAGES, WRITER_RANDOM);
	each_crew(write_for_a_while);
	check_all();
	test_value("kinds", writer_kinds(), "kinds");
}

TEST(sequential, "pages that all CPUs write one after the other lose no store",
     NEEDS("migration") TIMEOUT(240))
{
	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_SEQUENTIAL);
	hop_often("precopy");
}

TEST(random_order, "pages that all CPUs write in random order lose no store",
     NEEDS("migration") TIMEOUT(240))
{
	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_RANDOM);
	hop_often("precopy");
}

TEST(hot, "few pages that all CPUs write all the time lose no store",
     NEEDS("migration") TIMEOUT(240))
{
	set_up(16, WRITER_RANDOM);
	hop_often("precopy");
}

TEST(by_file, "what was written before the guest was saved to a file is there when it is loaded",
     NEEDS("migration") TIMEOUT(240))
{
	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_RANDOM);
	hop_often("file");
}

TEST(by_postcopy, "what was written before and after the switch to postcopy is there",
     NEEDS("migration") NEEDS("postcopy") TIMEOUT(240))
{
	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_RANDOM);
	hop_often("postcopy");
}

TEST(by_multifd, "what was written before a switch by several connections is there",
     NEEDS("migration") TIMEOUT(240))
{
	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_RANDOM);
	hop_often("multifd");
}

TEST(by_multifd_zlib, "what was written is there when pages were compressed by zlib",
     NEEDS("migration") TIMEOUT(240))
{
	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_RANDOM);
	hop_often("multifd-zlib");
}

TEST(by_multifd_zstd, "what was written is there when pages were compressed by zstd",
     NEEDS("migration") TIMEOUT(240))
{
	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_RANDOM);
	hop_often("multifd-zstd");
}

TEST(by_snapshot, "a snapshot of a running guest has what was written before, and nothing else",
     NEEDS("migration") NEEDS("postcopy") TIMEOUT(240))
{
	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_RANDOM);
	hop_often("snapshot");
}

#define ROUNDS	     "12"
#define LEAST_ROUNDS 10

TEST(many_rounds, "nothing is lost when pages are sent again in at least 10 rounds",
     NEEDS("migration") TIMEOUT(240))
{
	struct migration migration;

	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_RANDOM);
	hop("precopy rounds=" ROUNDS, &migration);
	check_all();
	CHECK_GE(migration.rounds, LEAST_ROUNDS);
	test_value("rounds", migration.rounds, "rounds");
	test_value("sent", migration.sent, "pages");
	test_value("resent", migration.resent, "pages");
	test_value("downtime", migration.downtime_ns, "ns");
}

/* After that everything goes on as if nothing had been, and the next one succeeds. */
static void fail_in_the_middle(const char *mode)
{
	struct migration migration;
	char reason[256];

	set_up(args_number("megabytes", 16) * MEGABYTE_PAGES, WRITER_RANDOM);
	all_begin();
	control_migrate_begin(mode);
	do {
		write_some(&crews[0]);
	} while (!control_migrate_failed(reason, sizeof(reason)));
	all_stop();
	check_all();
	hop("precopy", &migration);
	check_all();
}

TEST(cancelled, "when a migration is cancelled the guest goes on as if nothing had happened",
     NEEDS("migration") TIMEOUT(240))
{
	fail_in_the_middle("precopy fail=cancel");
}

TEST(destination_dies, "when the destination dies the guest goes on as if nothing had happened",
     NEEDS("migration") TIMEOUT(240))
{
	fail_in_the_middle("precopy fail=dies");
}

TEST(connection_closes, "when the connection ends the guest goes on as if nothing had happened",
     NEEDS("migration") TIMEOUT(240))
{
	fail_in_the_middle("precopy fail=close");
}

#define GENTLE_STORES 2
#define GENTLE_PAUSE  (200 * NS_PER_US)

/*
 * One store is at most one reason to send its page again, and two where it crosses a border.
 * What was sent again beyond that was sent in vain.
 */
TEST(resent_untouched, "a guest that writes little loses nothing, and counts what is sent in vain",
     NEEDS("migration") TIMEOUT(240))
{
	uint64_t pages = args_number("megabytes", 16) * MEGABYTE_PAGES, touched;
	struct migration migration;
	struct writer writer;

	writer_init(&writer, pages, 1, WRITER_RANDOM);
	control_migrate_begin("precopy rounds=" ROUNDS);
	do {
		for (unsigned int i = 0; i < GENTLE_STORES; i++)
			writer_step(&writer);
		clock_delay(GENTLE_PAUSE);
	} while (!control_migrate_done(&migration));
	writer_verify(&writer);
	CHECK_EQ(writer_report(&writer), 0);
	touched = writer.steps + writer.steps / writer_kinds();
	test_value("touched", touched, "pages");
	test_value("resent", migration.resent, "pages");
	test_value("resent_untouched", migration.resent > touched ? migration.resent - touched : 0,
		   "pages");
	REQUIRE_NE(migration.resent, 0);
	test_value("false_positives",
		   migration.resent > touched
			   ? (migration.resent - touched) * 1000 / migration.resent
			   : 0,
		   "permille");
}
