/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device has written before a migration is in memory after it, and what nobody has
 * written is as it was.
 *
 * A device writes past the CPU: what notes the stores of CPUs does not see it, and hosts have
 * forgotten to note it themselves. The entropy device writes what nobody can foresee, so
 * the sum of it is noted by a CPU, whose stores are the matter of dirty_log.
 */
#include <alloc.h>
#include <clock.h>
#include <control.h>
#include <mmu.h>
#include <random.h>
#include <string.h>
#include <test.h>
#include <virtio_rng.h>

#define PAGES 64
#define HOPS  4
#define WORDS (PAGE_SIZE / sizeof(uint64_t))

static uint64_t sum(const uint64_t *words)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < WORDS; i++)
		sum = (sum << 7 | sum >> 57) ^ words[i];
	return sum;
}

static void check_pages(const uint8_t *area, const uint64_t *sums)
{
	for (unsigned int page = 0; page < PAGES; page++)
		CHECK(sum((const uint64_t *)(area + page * PAGE_SIZE)) == sums[page],
		      "page %u of %u is not what the device has written", page, PAGES);
}

static uint64_t fill_while_migrating(struct virtio_rng *rng, uint8_t *area, uint64_t *sums)
{
	struct random random;
	uint64_t filled = 0;

	random_seed(&random, 1);
	control_migrate_begin("precopy");
	do {
		unsigned int page = random_below(&random, PAGES);
		uint8_t *place = area + page * PAGE_SIZE;

		REQUIRE(virtio_rng_fill(rng, place, PAGE_SIZE), "the device does not go on");
		sums[page] = sum((const uint64_t *)place);
		filled++;
	} while (!control_migrate_done(NULL));
	return filled;
}

/* There are several devices, and the guest comes back with the next one. */
static void migrate_with(struct virtio_rng *rng)
{
	unsigned int hops = clock_repeats(HOPS, 1);
	uint8_t *area = page_alloc(PAGES);
	uint64_t sums[PAGES] = { 0 }, filled = 0;

	for (unsigned int hop = 0; hop < hops; hop++) {
		filled += fill_while_migrating(rng, area, sums);
		check_pages(area, sums);
	}
	test_value("filled", filled, "pages");
	page_free(area, PAGES);
}

TEST(entropy, "what the entropy device has written is there after a migration",
     NEEDS("migration") TIMEOUT(120))
{
	virtio_rng_need();
	virtio_rng_on_each(VIRTIO_BY_POLLING, migrate_with);
}

TEST(zero_pages, "pages that were never written, or were written with zeroes, stay zero",
     NEEDS("migration") TIMEOUT(120))
{
	uint64_t *never = page_alloc(PAGES), *again = page_alloc(PAGES);
	unsigned int hops = clock_repeats(HOPS, 1);

	for (unsigned int hop = 0; hop < hops; hop++) {
		memset(again, 0xa5, PAGES * PAGE_SIZE);
		memset(again, 0, PAGES * PAGE_SIZE);
		control_migrate("precopy", NULL);
		for (unsigned int i = 0; i < PAGES * WORDS; i++)
			REQUIRE(!never[i] && !again[i], "word %u is not zero", i);
	}
}

TEST(read_only, "pages that were written once and then protected stay as they are",
     NEEDS("migration") TIMEOUT(120))
{
	uint8_t *area = page_alloc(PAGES), *expected = page_alloc(PAGES);
	unsigned int hops = clock_repeats(HOPS, 1);
	struct random random;

	random_seed(&random, 2);
	random_fill(&random, area, PAGES * PAGE_SIZE);
	for (unsigned int page = 0; page < PAGES; page++)
		mmu_protect(area + page * PAGE_SIZE, MMU_READ);
	for (unsigned int hop = 0; hop < hops; hop++) {
		control_migrate("precopy", NULL);
		random_seed(&random, 2);
		random_fill(&random, expected, PAGES * PAGE_SIZE);
		CHECK_MEM_EQ(area, expected, PAGES * PAGE_SIZE);
	}
}
