/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Back and forth, many times, with much that is written all along.
 *
 * Each hop goes to a new VMM that knows nothing of what the one before has noted. What is
 * lost once in a hundred pages, or only in the second half of a migration, is seen by doing
 * it often and looking at all of it each time.
 */
#include <args.h>
#include <clock.h>
#include <test.h>
#include <writer_crew.h>

TEST(back_and_forth, "a guest that all CPUs write loses no store over many migrations",
     NEEDS("migration") TIMEOUT(240))
{
	unsigned int hops = args_number("hops", 20);
	uint64_t begin = clock_ns(), looking = 0, longest = 0, resent = 0;

	crew_init(args_number("megabytes", 64) * MEGABYTE_PAGES, WRITER_RANDOM);
	for (unsigned int i = 0; i < hops; i++) {
		struct migration migration;
		uint64_t arrived;

		crew_hop("precopy", &migration);
		arrived = clock_ns();
		REQUIRE(crew_check(), "lost in migration %u", i + 1);
		looking += clock_ns() - arrived;
		longest = migration.downtime_ns > longest ? migration.downtime_ns : longest;
		resent += migration.resent;
	}
	test_value("hops", hops, "migrations");
	test_value("stores", crew_stores(), "stores");
	test_value("resent", resent, "pages");
	test_value("longest_downtime", longest, "ns");
	test_value("verifying", looking, "ns");
	test_value("all", clock_ns() - begin, "ns");
}
