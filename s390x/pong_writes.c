/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a channel device writes while the guest migrates is there when it has arrived.
 *
 * A program of many commands, each of which takes its time, fills page after page. It is in the
 * middle when the guest is stopped: what it has written must have been noted, and the rest
 * is written in the other machine, once that one has all pages.
 */
#include <alloc.h>
#include <clock.h>
#include <control.h>
#include <css_io.h>
#include <pong_io.h>
#include <random.h>
#include <string.h>
#include <test.h>

#define ISC	3
#define PAGES	250 /* PONG_BEHAVE counts to 255 */
#define EACH_US 200 /* that a command takes */

static struct ccw_program program;
static uint8_t record[PAGE_SIZE];
static unsigned int generation;

/* Another record, and a program that gives it back into each page. */
static void start_filling(struct subchannel *sch, uint8_t *area)
{
	const struct pong_behaviour slow = { .flags = PONG_SET_ACTIVE,
					     .active_us = EACH_US,
					     .repeat = PAGES };
	struct random random;

	random_seed(&random, ++generation);
	random_fill(&random, record, sizeof(record));
	pong_store(sch, record, sizeof(record));
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, PONG_BEHAVE, CCW_CHAIN_COMMAND, sizeof(slow), &slow);
	for (unsigned int page = 0; page < PAGES; page++)
		ccw_add(&program, PONG_FETCH, page + 1 < PAGES ? CCW_CHAIN_COMMAND : 0,
			sizeof(record), area + page * PAGE_SIZE);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
}

#define HOT	 256 /* pages that the CPU writes meanwhile, so that there are rounds */
#define PATIENCE (10 * NS_PER_S)

static uint8_t *hot;

/* Not by TSCH, which tells by its condition code: a host may lose that, see psw_moves.c. */
static void write_until_pending(struct subchannel *sch)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	struct schib schib;

	do {
		for (unsigned int page = 0; page < HOT; page++)
			hot[page * PAGE_SIZE]++;
		REQUIRE(clock_ns() < end, "the program does not end");
		REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
	} while (!(schib.scsw.stctl & STCTL_PENDING));
}

static void check_filled(struct subchannel *sch, const uint8_t *area)
{
	struct irb irb;

	write_until_pending(sch);
	REQUIRE(css_wait(sch, &irb));
	REQUIRE(css_ended_well(&irb));
	for (unsigned int page = 0; page < PAGES; page++)
		REQUIRE(!memcmp(area + page * PAGE_SIZE, record, sizeof(record)),
			"page %u of %u is not what the device has written", page, PAGES);
}

static void fill_while_migrating(const char *mode)
{
	struct subchannel *sch = pong_open(0, ISC);
	uint8_t *area = page_alloc(PAGES);

	hot = page_alloc(HOT);
	generation = 0;
	start_filling(sch, area);
	control_migrate_begin(mode);
	do {
		check_filled(sch, area);
		start_filling(sch, area);
	} while (!control_migrate_done(NULL));
	check_filled(sch, area);
	test_value("filled", (generation + 1) * PAGES, "pages");
}

TEST(by_precopy, "pages that a channel program fills while the guest migrates are filled",
     NEEDS("device=x-pong") NEEDS("migration"))
{
	fill_while_migrating("precopy rounds=8");
}

TEST(by_postcopy, "the same if it fills pages that have not arrived yet",
     NEEDS("device=x-pong") NEEDS("migration") NEEDS("postcopy"))
{
	fill_while_migrating("postcopy");
}

TEST(by_file, "the same if the guest is saved to a file in the middle, and loaded again",
     NEEDS("device=x-pong") NEEDS("migration"))
{
	fill_while_migrating("file");
}
