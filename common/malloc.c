/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The library's own memory management. Every other test stands on it, and a
 * fault here looks like a fault of the host, so it is tested like one.
 */
#include <alloc.h>
#include <args.h>
#include <clock.h>
#include <random.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>

#define BLOCKS 200
#define ROUNDS 2000
#define FEWEST (2 * BLOCKS) /* on a slow host: most blocks are taken and freed */

struct block {
	unsigned char *memory;
	size_t size;
	unsigned char fill;
};

static bool holds(const struct block *block)
{
	for (size_t i = 0; i < block->size; i++) {
		if (block->memory[i] != block->fill)
			return false;
	}
	return true;
}

TEST(blocks_do_not_overlap, "random blocks taken and freed in random order keep what is in them")
{
	static struct block blocks[BLOCKS];
	struct random random;
	unsigned int wrong = 0, rounds = clock_repeats(ROUNDS, FEWEST);

	memset(blocks, 0, sizeof(blocks));
	random_seed(&random, args_number("hp.seed", 1));
	for (unsigned int i = 0; i < rounds; i++) {
		struct block *block = &blocks[random_below(&random, BLOCKS)];

		if (block->memory && !holds(block))
			wrong++;
		free(block->memory);
		block->size = random_below(&random, i % 10 ? 300 : 9000);
		block->fill = i;
		block->memory = malloc(block->size);
		memset(block->memory, block->fill, block->size);
	}
	for (unsigned int i = 0; i < BLOCKS; i++)
		free(blocks[i].memory);
	CHECK_EQ(wrong, 0);
}

TEST(aligned, "memory is aligned as asked for, and by 16 bytes where nothing was asked")
{
	for (size_t alignment = 16; alignment <= 4 * PAGE_SIZE; alignment *= 2) {
		char *block = aligned_alloc(alignment, 100);

		CHECK_EQ((uintptr_t)block % alignment, 0);
		free(block);
	}
	for (size_t size = 1; size < 5000; size = size * 2 + 1) {
		char *block = malloc(size);

		CHECK_EQ((uintptr_t)block % 16, 0);
		free(block);
	}
}

TEST(calloc_is_zero, "calloc() gives zeros, also where something was before")
{
	static const char zeros[500];

	for (unsigned int i = 0; i < 100; i++) {
		char *block = malloc(500);

		memset(block, 0xff, 500);
		free(block);
		block = calloc(5, 100);
		CHECK_MEM_EQ(block, zeros, 500);
		free(block);
	}
}

TEST(realloc_keeps, "realloc() keeps what fits into the new size")
{
	char *block = malloc(10);

	memcpy(block, "123456789", 10);
	block = realloc(block, 5000);
	CHECK_STR_EQ(block, "123456789");
	block = realloc(block, 10);
	CHECK_STR_EQ(block, "123456789");
	free(block);
}

TEST(pages_come_back, "pages that are freed can be taken again, and none is handed out twice")
{
	char *a = page_alloc(4), *b = page_alloc(1), *c;
	size_t before = page_available();

	CHECK(b >= a + 4 * PAGE_SIZE || b + PAGE_SIZE <= a);
	page_free(a, 4);
	CHECK_EQ(page_available(), before + 4);
	c = page_alloc(4);
	CHECK_EQ(page_available(), before);
	CHECK(b >= c + 4 * PAGE_SIZE || b + PAGE_SIZE <= c);
}

static size_t at_start;

TEST(take_and_keep, "a case may keep pages")
{
	at_start = page_available();
	page_alloc(10);
	CHECK_EQ(page_available(), at_start - 10);
}

TEST(next_case_has_them_back, "what a case kept is there again in the next")
{
	if (!at_start)
		SKIP("needs the case take_and_keep before it");
	CHECK_EQ(page_available(), at_start);
}
