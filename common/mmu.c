/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page protection and translation, page by page.
 *
 * A host keeps its own translation of the guest's translation (shadow pages,
 * nested tables, a software TLB) and must notice each time the guest changes
 * its mind. A stale entry lets a store through that the guest has forbidden,
 * or sends it to the page that was there before.
 */
#include <alloc.h>
#include <mmu.h>
#include <smp.h>
#include <test.h>

#define PATTERN_A 0x1111222233334444ull
#define PATTERN_B 0x5555666677778888ull
#define ROUNDS	  500

static bool traps_on_read(volatile uint64_t *address)
{
	trap_probe_begin();
	probe_read(address, sizeof(*address));
	return trap_probed() != TRAP_NONE;
}

static bool traps_on_write(volatile uint64_t *address, uint64_t value)
{
	trap_probe_begin();
	probe_write(address, sizeof(*address), value);
	return trap_probed() != TRAP_NONE;
}

TEST(identity,
     "without a change, virtual addresses of the image and of free memory are physical ones")
{
	static char in_image;
	uint64_t physical;
	char *page = page_alloc(1);

	REQUIRE(mmu_translate(&in_image, &physical));
	CHECK_EQ(physical, (uintptr_t)&in_image);
	REQUIRE(mmu_translate(page + 8, &physical));
	CHECK_EQ(physical, (uintptr_t)page + 8);
}

TEST(unmapped_traps, "reading or writing a page that is not mapped traps, and its neighbours work")
{
	char *pages = page_alloc(3);
	volatile uint64_t *middle = (void *)(pages + PAGE_SIZE);

	mmu_unmap((void *)middle);
	CHECK(traps_on_read(middle));
	CHECK(traps_on_write(middle, PATTERN_A));
	CHECK(!traps_on_write((void *)(pages + PAGE_SIZE - 8), PATTERN_A));
	CHECK(!traps_on_write((void *)(pages + 2 * PAGE_SIZE), PATTERN_A));
}

TEST(read_only, "a read-only page can be read, a store to it traps and changes nothing")
{
	volatile uint64_t *page = page_alloc(1);

	*page = PATTERN_A;
	mmu_protect((void *)page, MMU_READ);
	CHECK(!traps_on_read(page));
	CHECK(traps_on_write(page, PATTERN_B));
	CHECK_EQ(*page, PATTERN_A);
}

TEST(writable_again, "a page made writable again takes stores at once")
{
	volatile uint64_t *page = page_alloc(1);

	mmu_protect((void *)page, MMU_READ);
	CHECK(traps_on_write(page, PATTERN_A));
	mmu_protect((void *)page, MMU_READ | MMU_WRITE);
	CHECK(!traps_on_write(page, PATTERN_B));
	CHECK_EQ(*page, PATTERN_B);
}

TEST(alias, "two virtual pages with one physical page behind them show the same memory")
{
	volatile uint64_t *a = page_alloc(1), *b = page_alloc(1);

	*a = PATTERN_A;
	mmu_map((void *)b, (uintptr_t)a, MMU_READ | MMU_WRITE);
	CHECK_EQ(*b, PATTERN_A);
	*b = PATTERN_B;
	CHECK_EQ(*a, PATTERN_B);
}

TEST(remap, "each change of a mapping is seen by the next access, 500 times in a row")
{
	volatile uint64_t *window = page_alloc(1), *behind[2];
	unsigned int stale_loads = 0, stale_stores = 0;

	for (unsigned int i = 0; i < 2; i++) {
		behind[i] = page_alloc(1);
		*behind[i] = i;
	}
	for (unsigned int i = 0; i < ROUNDS; i++) {
		volatile uint64_t *now = behind[i % 2];

		mmu_map((void *)window, (uintptr_t)now, MMU_READ | MMU_WRITE);
		stale_loads += *window != i;
		*window = i + 2;
		stale_stores += *now != i + 2;
	}
	CHECK_EQ(stale_loads, 0);
	CHECK_EQ(stale_stores, 0);
}

static volatile uint64_t *shared_page;
static volatile bool other_traps;

static void read_there(void *context)
{
	(void)context;
	other_traps = traps_on_read(shared_page);
}

TEST(seen_by_other_cpus, "a page that one CPU unmaps traps on another CPU that has just used it",
     NEEDS("cpus=2"))
{
	shared_page = page_alloc(1);
	smp_call(1, read_there, NULL);
	CHECK(!other_traps);
	mmu_unmap((void *)shared_page);
	smp_call(1, read_there, NULL);
	CHECK(other_traps);
}

static void *leftover;

TEST(change_a_page, "a case may leave a page unmapped")
{
	leftover = page_alloc(1);
	mmu_unmap(leftover);
	CHECK(traps_on_read(leftover));
}

TEST(next_case_finds_it_restored, "the next case finds the page mapped as before")
{
	uint64_t physical;

	if (!leftover)
		SKIP("needs the case change_a_page before it");
	CHECK(!traps_on_read(leftover));
	REQUIRE(mmu_translate(leftover, &physical));
	CHECK_EQ(physical, (uintptr_t)leftover);
}

TEST(large_page, "a large page maps as many bytes as its level says, no more and no less")
{
	unsigned int level = 1, shift = mmu_level_shift(level);
	size_t size = 1ull << shift;
	char *physical, *window;
	unsigned int wrong = 0;
	uint64_t behind;

	if (!mmu_has_leaf(level))
		SKIP("needs large pages, this CPU has none");
	physical = page_alloc_aligned(size / PAGE_SIZE, size);
	window = page_alloc_aligned(size / PAGE_SIZE, size);
	for (size_t at = 0; at < size; at += PAGE_SIZE)
		*(uint64_t *)(physical + at) = at;

	REQUIRE(mmu_map_large(window, (uintptr_t)physical, MMU_READ | MMU_WRITE, level));
	for (size_t at = 0; at < size; at += PAGE_SIZE)
		wrong += *(volatile uint64_t *)(window + at) != at;
	CHECK_EQ(wrong, 0);
	*(volatile uint64_t *)(window + size - 8) = PATTERN_B;
	CHECK_EQ(*(volatile uint64_t *)(physical + size - 8), PATTERN_B);
	if (mmu_translate(window + size, &behind))
		CHECK_NE(behind, (uintptr_t)physical + size);
}

TEST(split_keeps_the_rest, "protecting one page inside a large page leaves all others as they were")
{
	unsigned int level = 1;
	size_t size = 1ull << mmu_level_shift(level);
	char *physical, *window;
	unsigned int wrong = 0;

	if (!mmu_has_leaf(level))
		SKIP("needs large pages, this CPU has none");
	physical = page_alloc_aligned(size / PAGE_SIZE, size);
	window = page_alloc_aligned(size / PAGE_SIZE, size);
	REQUIRE(mmu_map_large(window, (uintptr_t)physical, MMU_READ | MMU_WRITE, level));
	for (size_t at = 0; at < size; at += PAGE_SIZE) /* what a TLB may keep, it now has */
		wrong += traps_on_read((void *)(window + at));
	mmu_unmap(window + 3 * PAGE_SIZE);

	for (size_t at = 0; at < size; at += PAGE_SIZE) {
		bool traps = traps_on_write((void *)(window + at), at);

		if (traps != (at == 3 * PAGE_SIZE) ||
		    (!traps && *(uint64_t *)(physical + at) != at))
			wrong++;
	}
	CHECK_EQ(wrong, 0);
}

TEST(levels_are_readable, "the tables lead from the root to the entry that maps a page")
{
	char *page = page_alloc(1);
	mmu_entry_t *entry;

	mmu_map(page, (uintptr_t)page, MMU_READ | MMU_WRITE);
	for (unsigned int level = MMU_LEVELS - 1; level > 0; level--) {
		entry = mmu_entry(page, level);
		REQUIRE(entry, "no table at level %u", level);
		CHECK(mmu_is_valid(*entry, level) && !mmu_is_leaf(*entry, level));
	}
	entry = mmu_entry(page, 0);
	REQUIRE(entry);
	CHECK_EQ(mmu_leaf_address(*entry, 0), (uintptr_t)page);
}

static void nothing(void)
{
}

static void call(const char *code)
{
	trap_probe_call((void (*)(void))(uintptr_t)code);
}

TEST(not_executable, "a call into a page traps once it has lost its execute permission, not before",
     NEEDS("no-execute"))
{
	char *window = page_alloc(1);
	uintptr_t offset = (uintptr_t)nothing % PAGE_SIZE;
	uint64_t physical;

	REQUIRE(mmu_translate((void *)(uintptr_t)nothing, &physical));
	mmu_map(window, physical - offset, MMU_READ | MMU_EXECUTE);
	CHECK_TRAP(TRAP_NONE, call(window + offset));
	mmu_protect(window, MMU_READ);
	trap_probe_begin();
	call(window + offset);
	CHECK_NE(trap_probed(), TRAP_NONE);
}
