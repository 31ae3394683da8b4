/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CPU sets the accessed and the dirty bit of the entry by which it writes. */
#include <mmu.h>
#include <smp.h>
#include <writer_table.h>

#define WINDOW	   0x400000000000ul /* where nothing is, 2 MiB for each CPU */
#define FREE_BITS  0x07f0000000000e00ul
#define CHANGES	   (PTE_ACCESSED | PTE_DIRTY)
#define TABLE_SPAN (1ul << mmu_level_shift(1))

static uint8_t target[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static void *window_of(unsigned int id)
{
	return (void *)(WINDOW + id * TABLE_SPAN);
}

bool table_changes(void)
{
	return true;
}

/* Tables down to where the entry for a table is. */
void table_prepare(void)
{
	for (unsigned int id = 0; id < smp_count(); id++) {
		void *window = window_of(id);

		if (mmu_entry(window, 1))
			continue;
		mmu_map_large(window, (uintptr_t)target & -TABLE_SPAN, MMU_READ, 1);
		mmu_set(mmu_entry(window, 1), mmu_invalid(1), window, 1);
	}
}

uint64_t table_fresh(uint64_t bits)
{
	return (bits & FREE_BITS) | (uintptr_t)target | PTE_PRESENT | PTE_WRITE;
}

uint64_t table_changed(uint64_t entry)
{
	return entry | CHANGES;
}

uint64_t table_unused(uint64_t bits)
{
	return bits & ~PTE_PRESENT;
}

/* For a moment, and for this CPU. */
void table_use(uint64_t *entry)
{
	uintptr_t table = (uintptr_t)entry & -PAGE_SIZE;
	uintptr_t index = ((uintptr_t)entry - table) / sizeof(*entry);
	uint8_t *window = window_of(smp_id());
	volatile mmu_entry_t *above = mmu_entry(window, 1);
	volatile uint8_t *page = window + index * PAGE_SIZE;

	*above = mmu_make_table((void *)table, 1);
	*page = 0;
	*above = mmu_invalid(1);
	__asm__ volatile("invlpg (%0)" : : "r"(page) : "memory");
}
