/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was written before a migration is there after it, by whatever way memory travels.
 *
 * A host has more than one way to send it: all of it before the guest is switched, or most of
 * it afterwards, when the guest asks for it; over one connection or several, as it is or
 * compressed; into a snapshot while the guest runs on. Each has its own bookkeeping, and
 * each has lost pages: one that was sent twice in the wrong order, one that was taken for zero,
 * one that the guest wrote just before the switch. And where a migration fails, the guest that
 * stays behind must not have lost anything either.
 */
#include <clock.h>
#include <test.h>
#include <writer_crew.h>

#define MEGABYTES  8
#define FEWEST	   2 /* megabytes on a slow host, and where it is copied slowly */
#define SLOW_PAGES (FEWEST * MEGABYTE_PAGES)
#define PARTS	   128

static uint64_t pages(void)
{
	return clock_repeats(MEGABYTES, FEWEST) * MEGABYTE_PAGES;
}

TEST(idle_by_postcopy, "a guest that is switched before its memory has arrived finds all of it",
     NEEDS("migration") NEEDS("postcopy") TIMEOUT(120))
{
	struct migration migration;

	crew_init(SLOW_PAGES, WRITER_RANDOM);
	crew_write_parts(PARTS);
	control_migrate("postcopy", &migration);
	crew_check();
	test_value("downtime", migration.downtime_ns, "ns");
}

TEST(by_postcopy, "what was written before and after the switch to postcopy is there",
     NEEDS("migration") NEEDS("postcopy") TIMEOUT(240))
{
	crew_init(pages(), WRITER_RANDOM);
	crew_hop_often("postcopy");
}

TEST(by_multifd, "what was written before a switch by several connections is there",
     NEEDS("migration") TIMEOUT(240))
{
	crew_init(pages(), WRITER_RANDOM);
	crew_hop_often("multifd");
}

TEST(by_multifd_zlib, "what was written is there when pages were compressed by zlib",
     NEEDS("migration") TIMEOUT(240))
{
	crew_init(SLOW_PAGES, WRITER_RANDOM);
	crew_hop_often("multifd-zlib");
}

TEST(by_multifd_zstd, "what was written is there when pages were compressed by zstd",
     NEEDS("migration") TIMEOUT(240))
{
	crew_init(SLOW_PAGES, WRITER_RANDOM);
	crew_hop_often("multifd-zstd");
}

TEST(by_snapshot, "a snapshot of a running guest has what was written before, and nothing else",
     NEEDS("migration") NEEDS("postcopy") TIMEOUT(240))
{
	crew_init(pages(), WRITER_RANDOM);
	crew_hop_often("snapshot");
}

TEST(destination_dies, "when the destination dies the guest goes on as if nothing had happened",
     NEEDS("migration") TIMEOUT(240))
{
	crew_init(SLOW_PAGES, WRITER_RANDOM);
	crew_fail("precopy fail=dies");
}

TEST(connection_closes, "when the connection ends the guest goes on as if nothing had happened",
     NEEDS("migration") TIMEOUT(240))
{
	crew_init(SLOW_PAGES, WRITER_RANDOM);
	crew_fail("precopy fail=close");
}
