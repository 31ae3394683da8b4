/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory: what the machine describes is there, all of it, once.
 *
 * A host puts a guest's memory together from pieces, with holes for devices
 * and firmware between them. If two pieces overlap, if one is shorter than the
 * guest was told, or if pages show up twice, guests lose data long after boot.
 */
#include <alloc.h>
#include <args.h>
#include <clock.h>
#include <machine.h>
#include <mmu.h>
#include <random.h>
#include <string.h>
#include <test.h>

#define MAX_RANGES 16
#define RESERVE	   64 /* pages that the library may want meanwhile */
#define PAGE_WORDS (PAGE_SIZE / sizeof(uintptr_t))
#define ROUNDS	   256
#define FEWEST	   32 /* rounds on a slow host */

#define COPIED	      64
#define FEWEST_COPIED 16 /* pages on a slow host */

typedef uint64_t __attribute__((aligned(1))) unaligned_u64;

TEST(described_in_order, "the ranges of memory are ascending, not empty, and do not overlap")
{
	struct memory_range ranges[MAX_RANGES];
	unsigned int n = machine_memory(ranges, MAX_RANGES);

	CHECK_GT(n, 0);
	for (unsigned int i = 0; i < n; i++) {
		CHECK_GT(ranges[i].size, 0);
		if (i)
			CHECK_GE(ranges[i].start, ranges[i - 1].start + ranges[i - 1].size);
	}
}

TEST(image_is_inside, "the image lies in one of the ranges")
{
	struct memory_range ranges[MAX_RANGES];
	unsigned int n = machine_memory(ranges, MAX_RANGES), holding = 0;

	for (unsigned int i = 0; i < n; i++) {
		uint64_t start = ranges[i].start, end = start + ranges[i].size;

		if ((uintptr_t)image_start >= start && (uintptr_t)image_end <= end)
			holding++;
	}
	CHECK_EQ(holding, 1);
}

TEST(as_much_as_given, "the ranges add up to the memory that the machine was given, but for 8 MiB")
{
	struct memory_range ranges[MAX_RANGES];
	unsigned int n = machine_memory(ranges, MAX_RANGES);
	uint64_t given = args_number("memory", 0) << 20, sum = 0;

	if (!given)
		SKIP("needs the size as an argument: memory=MIB");
	for (unsigned int i = 0; i < n; i++)
		sum += ranges[i].size;
	CHECK_LE(sum, given);
	CHECK_GT(sum + (8 << 20), given);
}

/* Every page gets its own address before any is looked at: a page that appears twice shows. */
TEST(each_page_once, "every page of free memory keeps what was written to it, when all are written")
{
	size_t count = page_available() - RESERVE;
	uintptr_t *last = NULL;

	for (size_t i = 0; i < count; i++) {
		uintptr_t *page = page_alloc(1);

		page[0] = page[PAGE_WORDS - 1] = (uintptr_t)page;
		page[1] = (uintptr_t)last;
		last = page;
	}
	for (volatile uintptr_t *page = last; page; page = (uintptr_t *)page[1]) {
		count--;
		REQUIRE(page[0] == (uintptr_t)page, "%p holds %#lx", (void *)page, page[0]);
		REQUIRE(page[PAGE_WORDS - 1] == (uintptr_t)page, "the end of %p holds %#lx",
			(void *)page, page[PAGE_WORDS - 1]);
	}
	CHECK_EQ(count, 0);
}

TEST(fresh_pages_are_zero, "pages that are handed out are zero, whatever they held before")
{
	static const char zeros[PAGE_SIZE];
	unsigned int rounds = clock_repeats(ROUNDS, FEWEST);

	for (unsigned int i = 0; i < rounds; i++) {
		char *page = page_alloc(1);

		CHECK_MEM_EQ(page, zeros, PAGE_SIZE);
		memset(page, 0xff, PAGE_SIZE);
		if (i % 2)
			page_free(page, 1);
	}
}

TEST(bytes_and_words, "bytes and wider words written to the same memory agree in its byte order")
{
	union {
		uint8_t bytes[8];
		uint16_t halves[4];
		uint32_t words[2];
		uint64_t whole;
	} volatile cell = { .whole = 0x0102030405060708ull };
	uint64_t big = 0, little = 0;
	unsigned int high, low;

	for (unsigned int i = 0; i < 8; i++) {
		big = big << 8 | cell.bytes[i];
		little |= (uint64_t)cell.bytes[i] << 8 * i;
	}
	CHECK(big == cell.whole || little == cell.whole);
	high = big == cell.whole ? 2 : 3;
	low = high ^ 1;
	cell.halves[1] = 0xaabb;
	CHECK_EQ(cell.bytes[high], 0xaa);
	CHECK_EQ(cell.bytes[low], 0xbb);
}

TEST(unaligned_over_a_page,
     "an unaligned store over a page border arrives in both pages, which lie apart in memory")
{
	char *first = page_alloc(1), *border = first + PAGE_SIZE, *second;
	uint64_t value = 0x0123456789abcdefull, back;

	REQUIRE(page_alloc(1) == border);
	page_alloc(1);
	second = page_alloc(1);
	mmu_map(border, (uintptr_t)second, MMU_READ | MMU_WRITE);
	for (unsigned int before = 1; before < sizeof(value); before++) {
		size_t behind = sizeof(value) - before;

		memset(border - sizeof(value) - 1, 0, sizeof(value) + 1);
		memset(second, 0, sizeof(value) + 1);
		*(volatile unaligned_u64 *)(border - before) = value + before;
		memcpy(&back, border - before, before);
		memcpy((char *)&back + before, second, behind);
		CHECK_EQ(back, value + before);
		CHECK_EQ(border[-(int)before - 1], 0);
		CHECK_EQ(second[behind], 0);
	}
}

TEST(random_copies, "memory copied in pieces of random size and alignment arrives complete")
{
	unsigned int pages = clock_repeats(COPIED, FEWEST_COPIED);
	size_t size = pages * PAGE_SIZE, done = 0;
	char *from = page_alloc(pages), *to = page_alloc(pages);
	struct random random;

	random_seed(&random, args_number("hp.seed", 1));
	random_fill(&random, from, size);
	while (done < size) {
		size_t piece = 1 + random_below(&random, 3 * PAGE_SIZE);

		if (piece > size - done)
			piece = size - done;
		memcpy(to + done, from + done, piece);
		done += piece;
	}
	CHECK_MEM_EQ(from, to, size);
}
