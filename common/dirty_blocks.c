/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of several blocks migrates like that of one.
 *
 * A machine with several nodes of memory has a block of the host's for each. What is noted of
 * written pages is looked up by block, and a place in a block is easily taken for one in all
 * memory: then the notes of every block but the first are wrong.
 */
#include <alloc.h>
#include <control.h>
#include <test.h>
#include <writer.h>

#define PAGES	   4096 /* more than the first block has */
#define HOPS	   4
#define POLL_EVERY 256

TEST(written_all_along, "pages in several blocks of memory lose no store over 4 migrations",
     NEEDS("migration") TIMEOUT(60))
{
	struct writer writer;

	writer_init(&writer, PAGES, 1, WRITER_RANDOM);
	for (unsigned int hop = 0; hop < control_hops(HOPS); hop++) {
		control_migrate_begin("precopy");
		do {
			for (unsigned int i = 0; i < POLL_EVERY; i++)
				writer_step(&writer);
		} while (!control_migrate_done(NULL));
		writer_verify(&writer);
		REQUIRE_EQ(writer_report(&writer), 0);
	}
}
