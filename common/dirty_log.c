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
#include <args.h>
#include <clock.h>
#include <test.h>
#include <writer_crew.h>

#define WRITE_PARTS  128
#define FEWEST_PARTS 32 /* on a slow host */

#define MEGABYTES 8
#define FEWEST	  2 /* megabytes on a slow host, and where it is copied slowly */

#define SLOW_PAGES (FEWEST * MEGABYTE_PAGES)

static void start(enum writer_order order)
{
	unsigned int megabytes = args_number("megabytes", clock_repeats(MEGABYTES, FEWEST));

	crew_init(megabytes * MEGABYTE_PAGES, order);
}

TEST(engine, "every kind of store leaves in memory what it must, without any migration")
{
	crew_init(MEGABYTE_PAGES, WRITER_RANDOM);
	crew_write_parts(clock_repeats(WRITE_PARTS, FEWEST_PARTS));
	crew_check();
	test_value("kinds", writer_kinds(), "kinds");
}

TEST(sequential, "pages that all CPUs write one after the other lose no store",
     NEEDS("migration") TIMEOUT(240))
{
	start(WRITER_SEQUENTIAL);
	crew_hop_often("precopy");
}

TEST(random_order, "pages that all CPUs write in random order lose no store",
     NEEDS("migration") TIMEOUT(240))
{
	start(WRITER_RANDOM);
	crew_hop_often("precopy");
}

TEST(hot, "few pages that all CPUs write all the time lose no store",
     NEEDS("migration") TIMEOUT(240))
{
	crew_init(16, WRITER_RANDOM);
	crew_hop_often("precopy");
}

TEST(by_file, "what was written before the guest was saved to a file is there when it is loaded",
     NEEDS("migration") TIMEOUT(240))
{
	start(WRITER_RANDOM);
	crew_hop_often("file");
}

#define ROUNDS	     "12"
#define LEAST_ROUNDS 10
#define TRIES	     5

/* If no CPU gets to run for a whole round, nothing is left to be sent, and that was the last. */
TEST(many_rounds, "nothing is lost when pages are sent again in at least 10 rounds",
     NEEDS("migration") TIMEOUT(240))
{
	struct migration migration = { 0 };

	crew_init(SLOW_PAGES, WRITER_RANDOM);
	for (unsigned int i = 0; i < TRIES && migration.rounds < LEAST_ROUNDS; i++) {
		crew_hop("precopy rounds=" ROUNDS, &migration);
		REQUIRE(crew_check(), "lost in migration %u", i + 1);
	}
	CHECK_GE(migration.rounds, LEAST_ROUNDS);
	test_value("rounds", migration.rounds, "rounds");
	test_value("sent", migration.sent, "pages");
	test_value("resent", migration.resent, "pages");
	test_value("downtime", migration.downtime_ns, "ns");
}

TEST(cancelled, "when a migration is cancelled the guest goes on as if nothing had happened",
     NEEDS("migration") TIMEOUT(240))
{
	crew_init(SLOW_PAGES, WRITER_RANDOM);
	crew_fail("precopy fail=cancel");
}

#define GENTLE_MEGABYTES 4
#define GENTLE_STORES	 2
#define GENTLE_PAUSE	 (200 * NS_PER_US)

/*
 * Pages that were sent again as they were. A host that does not compare them leaves a lower
 * bound: one store is at most one reason to send its page again, and two where it crosses a
 * border; what was sent again beyond that was sent in vain.
 */
static uint64_t sent_in_vain(const struct migration *migration, const struct writer *writer)
{
	uint64_t touched = writer->steps + writer->steps / writer_kinds();

	test_value("touched", touched, "pages");
	if (migration->in_vain != UINT64_MAX)
		return migration->in_vain;
	return migration->resent > touched ? migration->resent - touched : 0;
}

TEST(resent_untouched, "a guest that writes little loses nothing, and counts what is sent in vain",
     NEEDS("migration") TIMEOUT(240))
{
	uint64_t pages = args_number("megabytes", GENTLE_MEGABYTES) * MEGABYTE_PAGES, in_vain;
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
	in_vain = sent_in_vain(&migration, &writer);
	test_value("resent", migration.resent, "pages");
	test_value("resent_untouched", in_vain, "pages");
	REQUIRE_NE(migration.resent, 0);
	test_value("false_positives", in_vain * 1000 / migration.resent, "permille");
}
