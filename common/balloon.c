/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that the guest has given to its host while it is migrated.
 *
 * Pages in the balloon are the host's, which throws away what is in them, and so does one that
 * is told of free pages. What the guest takes back may be as it was or all zeroes. But once
 * it has it back it is memory like any other: what is read there is read again, and what is
 * written stays. A host that throws a page away behind the back of its notes of what was
 * written has the page change a second time, when the guest moves.
 */
#include <alloc.h>
#include <clock.h>
#include <control.h>
#include <pattern.h>
#include <string.h>
#include <test.h>
#include <virtio_balloon.h>

#define PAGES 64
#define HOPS  2

static struct virtio_balloon balloon;

/* Each second page is in the balloon, the others are what they were. */
TEST(inflated, "pages beside those in the balloon stay, and pages out of it are memory again",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE("VIRTIO 1.2, 5.5.6"))
{
	uint8_t *area = page_alloc(PAGES);
	unsigned int hops = clock_repeats(HOPS, 1);

	virtio_balloon_need(&balloon);
	for (unsigned int page = 0; page < PAGES; page++)
		pattern_fill(area, page, 0);
	for (unsigned int page = 0; page < PAGES; page += 2)
		REQUIRE(virtio_balloon_inflate(&balloon, pattern_page(area, page), 1));
	for (unsigned int hop = 0; hop < hops; hop++) {
		control_migrate("precopy", NULL);
		for (unsigned int page = 1; page < PAGES; page += 2)
			CHECK(pattern_holds(area, page, 0), "page %u beside the balloon", page);
	}
	for (unsigned int page = 0; page < PAGES; page += 2) {
		REQUIRE(virtio_balloon_deflate(&balloon, pattern_page(area, page), 1));
		pattern_fill(area, page, 1);
	}
	for (unsigned int hop = 0; hop < hops; hop++) {
		control_migrate("precopy", NULL);
		for (unsigned int page = 0; page < PAGES; page++)
			CHECK(pattern_holds(area, page, !(page % 2)), "page %u", page);
	}
}

typedef void give_away(uint8_t *area, unsigned int page);

static void inflate_and_deflate(uint8_t *area, unsigned int page)
{
	REQUIRE(virtio_balloon_inflate(&balloon, pattern_page(area, page), 1));
	REQUIRE(virtio_balloon_deflate(&balloon, pattern_page(area, page), 1));
}

static void report_free(uint8_t *area, unsigned int page)
{
	REQUIRE(virtio_balloon_report(&balloon, pattern_page(area, page), 1));
}

static void need_reports(void)
{
	virtio_balloon_need(&balloon);
	if (!balloon.report)
		SKIP("needs a balloon that is told of free pages: free-page-reporting=on");
}

#define MANY 1024

/*
 * One page after the other: what is lost at the switch is not written again before the
 * guest has heard of it.
 */
static void give_and_write(give_away *give)
{
	uint8_t *area = page_alloc(MANY);
	unsigned int writes = 0, wrong = 0;

	for (unsigned int page = 0; page < MANY; page++)
		pattern_fill(area, page, 0);
	control_migrate_begin("precopy rounds=8");
	do {
		unsigned int page = writes % MANY;

		give(area, page);
		pattern_fill(area, page, ++writes);
	} while (!control_migrate_done(NULL));
	for (unsigned int page = 0; page < MANY; page++) {
		unsigned int last = (writes + MANY - 1 - page) / MANY;

		wrong += !pattern_holds(area, page, last ? (last - 1) * MANY + page + 1 : 0);
	}
	test_value("written", writes, "pages");
	CHECK_EQ(wrong, 0);
}

TEST(deflated_written, "what is written to pages out of the balloon during a migration stays",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE("VIRTIO 1.2, 5.5.6"))
{
	virtio_balloon_need(&balloon);
	give_and_write(inflate_and_deflate);
}

TEST(reported_written, "what is written to pages that were reported during a migration stays",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE("VIRTIO 1.2, 5.5.6.7"))
{
	need_reports();
	give_and_write(report_free);
}

#define TOGETHER 4   /* are given away */
#define HOT	 256 /* pages that are written all along, so that there are rounds */
#define SPREAD	 64  /* the later, the less often */

static uint8_t zero_now[MANY];

/* A host may take its time, so each is looked at before the next one is given. */
static unsigned int give_some(give_away *give, uint8_t *area, unsigned int given)
{
	for (unsigned int i = 0; i < TOGETHER && given < MANY; i++, given++) {
		give(area, given);
		zero_now[given] = pattern_is_zero(area, given);
		REQUIRE(zero_now[given] || pattern_holds(area, given, 0), "page %u was altered",
			given);
	}
	return given;
}

/* Some pages are given away before they are sent for the first time, most after that. */
static void give_and_look(give_away *give)
{
	uint8_t *area = page_alloc(MANY), *hot = page_alloc(HOT);
	uint64_t begin = clock_ns(), next = begin;
	unsigned int given = 0, writes = 0, changed = 0;

	memset(zero_now, 0, sizeof(zero_now));
	for (unsigned int page = 0; page < MANY; page++)
		pattern_fill(area, page, 0);
	control_migrate_begin("precopy rounds=20");
	do {
		hot[writes++ % HOT * PAGE_SIZE]++;
		if (clock_ns() < next)
			continue;
		given = give_some(give, area, given);
		next = clock_ns() + (clock_ns() - begin) / SPREAD + NS_PER_MS;
	} while (!control_migrate_done(NULL));
	for (unsigned int page = 0; page < MANY; page++)
		changed += zero_now[page] ? !pattern_is_zero(area, page)
					  : !pattern_holds(area, page, 0);
	test_value("given", given, "pages");
	CHECK_EQ(changed, 0);
}

TEST(deflated_stays, "a page out of the balloon reads as zero or as it was, and does so again",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE("VIRTIO 1.2, 5.5.6"))
{
	virtio_balloon_need(&balloon);
	give_and_look(inflate_and_deflate);
}

TEST(reported_stays, "a page that was reported reads as zero or as it was, and does so again",
     NEEDS("device=virtio-balloon") NEEDS("migration") CITE("VIRTIO 1.2, 5.5.6.7"))
{
	need_reports();
	give_and_look(report_free);
}
