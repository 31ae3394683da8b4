/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walking, splitting and remembering; what an entry looks like is told by
 * lib/ARCH/mmu.c. A large page that was split stays split: translation is the
 * same. What an entry said before a case changed it is kept in a journal, and
 * put back from its end to its beginning.
 */
#include <alloc.h>
#include <irq.h>
#include <mmu.h>
#include <spinlock.h>
#include <test.h>

struct change {
	mmu_entry_t *place;
	mmu_entry_t before;
	const void *virtual;
	unsigned int level;
};

/* Pages full of changes, newest first. */
static struct journal {
	struct journal *older;
	unsigned int count;
	struct change changes[];
} * journal;

#define CHANGES_PER_PAGE ((PAGE_SIZE - sizeof(struct journal)) / sizeof(struct change))

static struct spinlock lock;

static mmu_entry_t *place_in(mmu_entry_t *table, const void *virtual, unsigned int level)
{
	uintptr_t index = (uintptr_t) virtual >> mmu_level_shift(level);

	return &table[index & (mmu_table_entries(level) - 1)];
}

mmu_entry_t *mmu_entry(const void *virtual, unsigned int level)
{
	mmu_entry_t *place = place_in(mmu_root(), virtual, MMU_LEVELS - 1);

	for (unsigned int at = MMU_LEVELS - 1; at > level; at--) {
		if (!mmu_is_valid(*place, at) || mmu_is_leaf(*place, at))
			return NULL;
		place = place_in(mmu_table_of(*place, at), virtual, at - 1);
	}
	return place;
}

/* The same translation as before, by a table of smaller pages. */
static void split(mmu_entry_t *place, const void *virtual, unsigned int level)
{
	mmu_entry_t *table = mmu_table_alloc(level - 1);

	if (mmu_is_valid(*place, level)) {
		uint64_t physical = mmu_leaf_address(*place, level);
		unsigned int access = mmu_leaf_access(*place, level);
		uint64_t step = 1ull << mmu_level_shift(level - 1);

		REQUIRE(mmu_has_leaf(level - 1), "no pages of level %u", level - 1);
		for (unsigned int i = 0; i < mmu_table_entries(level - 1); i++)
			table[i] = mmu_make_leaf(physical + i * step, access, level - 1);
	}
	mmu_set(place, mmu_make_table(table, level), virtual, level);
}

/* The entry that decides at this level, with tables made down to it. */
static mmu_entry_t *reach(const void *virtual, unsigned int level)
{
	mmu_entry_t *place = place_in(mmu_root(), virtual, MMU_LEVELS - 1);

	for (unsigned int at = MMU_LEVELS - 1; at > level; at--) {
		if (!mmu_is_valid(*place, at) || mmu_is_leaf(*place, at))
			split(place, virtual, at);
		place = place_in(mmu_table_of(*place, at), virtual, at - 1);
	}
	return place;
}

static void remember(mmu_entry_t *place, const void *virtual, unsigned int level)
{
	if (!journal || journal->count == CHANGES_PER_PAGE) {
		struct journal *newer = page_alloc(1);

		newer->older = journal;
		journal = newer;
	}
	journal->changes[journal->count++] = (struct change){ place, *place, virtual, level };
}

static void change(const void *virtual, mmu_entry_t entry, unsigned int level, bool keep)
{
	bool enabled = irq_save();
	mmu_entry_t *place;

	spin_lock(&lock);
	place = reach(virtual, level);
	if (!keep)
		remember(place, virtual, level);
	mmu_set(place, entry, virtual, level);
	spin_unlock(&lock);
	irq_restore(enabled);
}

void mmu_map(void *virtual, uint64_t physical, unsigned int access)
{
	change(virtual, mmu_make_leaf(physical, access, 0), 0, false);
}

void mmu_unmap(void *virtual)
{
	change(virtual, mmu_invalid(0), 0, false);
}

void mmu_protect(void *virtual, unsigned int access)
{
	uint64_t physical;

	REQUIRE(mmu_translate(virtual, &physical), "%p is not mapped", virtual);
	mmu_map(virtual, physical & ~(uint64_t)(PAGE_SIZE - 1), access);
}

bool mmu_map_large(void *virtual, uint64_t physical, unsigned int access, unsigned int level)
{
	if (!mmu_has_leaf(level))
		return false;
	change(virtual, mmu_make_leaf(physical, access, level), level, false);
	return true;
}

bool mmu_translate(const void *virtual, uint64_t *physical)
{
	for (unsigned int level = MMU_LEVELS; level-- > 0;) {
		mmu_entry_t *place = mmu_entry(virtual, level);

		if (!place || !mmu_is_valid(*place, level))
			return false;
		if (mmu_is_leaf(*place, level)) {
			uint64_t mask = (1ull << mmu_level_shift(level)) - 1;

			*physical = mmu_leaf_address(*place, level) + ((uintptr_t) virtual & mask);
			return true;
		}
	}
	return false;
}

void mmu_guard(void *page)
{
	change(page, mmu_invalid(0), 0, true);
}

void *mmu_device(uint64_t physical, size_t size)
{
	uint64_t mask = PAGE_SIZE - 1, already;
	uint64_t end = (physical + size + mask) & ~mask;

	for (uint64_t page = physical & ~mask; page < end; page += PAGE_SIZE) {
		if (!mmu_translate((void *)(uintptr_t)page, &already))
			change((void *)(uintptr_t)page,
			       mmu_make_leaf(page, MMU_READ | MMU_WRITE | MMU_DEVICE, 0), 0, true);
	}
	return (void *)(uintptr_t)physical;
}

void mmu_reset(void)
{
	lock = (struct spinlock){ 0 };
	for (; journal; journal = journal->older) {
		while (journal->count) {
			struct change *last = &journal->changes[--journal->count];

			mmu_set(last->place, last->before, last->virtual, last->level);
		}
	}
}
