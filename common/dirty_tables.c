/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the CPU itself writes into a page table before a migration is there after it.
 *
 * It notes accesses and writes in the entries by which they went, or makes an entry invalid
 * when it is told to. No store instruction did that, so that a host has to note it in another
 * place than all other writes. A guest that finds such a note gone takes a page for clean,
 * and throws away what was written to it.
 */
#include <alloc.h>
#include <clock.h>
#include <control.h>
#include <random.h>
#include <string.h>
#include <test.h>
#include <writer.h>
#include <writer_table.h>

#define TABLES	4096
#define LEAST	512		  /* of these are changed while the guest migrates */
#define FEWEST	128		  /* on a slow host */
#define PAUSE	(200 * NS_PER_US) /* so that changes are spread over the whole migration */
#define TRIES	20
#define HOPS	3
#define PLACE	(PAGE_SIZE / 2)
#define ENTRIES (STORE_PLACE / sizeof(uint64_t))

static unsigned int count;

static uint64_t *place_of(uint8_t *tables, unsigned int n)
{
	return (uint64_t *)(tables + n * PAGE_SIZE + PLACE);
}

static void expect(unsigned int n, bool changed, uint64_t *entries)
{
	struct random random;

	random_seed(&random, n + 1);
	random_fill(&random, entries, STORE_PLACE);
	table_shape((uint8_t *)entries);
	if (changed)
		table_again((uint8_t *)entries);
}

/* The first of them are changed; returns up to which. */
static unsigned int change_while_migrating(uint8_t *tables, unsigned int changed)
{
	control_migrate_begin("precopy rounds=12");
	do {
		if (changed < count)
			table_use(place_of(tables, changed++) + TABLE_USED);
		clock_delay(PAUSE);
	} while (!control_migrate_done(NULL));
	return changed;
}

static unsigned int wrong_ones(uint8_t *tables, unsigned int from, unsigned int to, bool changed)
{
	uint64_t entries[ENTRIES];
	unsigned int wrong = 0;

	for (unsigned int n = from; n < to; n++) {
		uint64_t *place = place_of(tables, n);

		expect(n, changed, entries);
		if (memcmp(place, entries, sizeof(entries)) && !wrong++)
			NOTE("entry %p is %#lx, must be %#lx", (void *)(place + TABLE_USED),
			     place[TABLE_USED], entries[TABLE_USED]);
	}
	return wrong;
}

TEST(changed_by_cpu, "an entry of a page table that the CPU has changed is not as it was before",
     NEEDS("migration") TIMEOUT(120))
{
	unsigned int least = clock_repeats(LEAST, FEWEST), hops = control_hops(HOPS);
	unsigned int changed = 0, lost;
	uint8_t *tables;

	if (!table_changes())
		SKIP("needs a CPU that changes page tables");
	table_prepare();
	count = TABLES / LEAST * least;
	tables = page_alloc(count);
	for (unsigned int n = 0; n < count; n++)
		expect(n, false, place_of(tables, n));
	for (unsigned int i = 0; i < TRIES && (i < hops || changed < least); i++)
		changed = change_while_migrating(tables, changed);
	lost = wrong_ones(tables, 0, changed, true);
	CHECK_EQ(lost, 0);
	CHECK_EQ(wrong_ones(tables, changed, count, false), 0);
	test_value("changed", changed, "entries");
	test_value("lost", lost, "entries");
}
