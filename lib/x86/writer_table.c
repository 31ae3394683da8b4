/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CPU sets the accessed and the dirty bit of the entry by which it writes. */
#include <mmu.h>
#include <smp.h>
#include <writer_table.h>
#include <writer_window.h>

#define FREE_BITS 0x07f0000000000e00ul
#define CHANGES	  (PTE_ACCESSED | PTE_DIRTY)

bool table_changes(void)
{
	return true;
}

uint64_t table_fresh(uint64_t bits)
{
	return (bits & FREE_BITS) | (uintptr_t)writer_target | PTE_PRESENT | PTE_WRITE;
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
	uint8_t *window = writer_window(smp_id());
	volatile mmu_entry_t *above = mmu_entry(window, 1);
	volatile uint8_t *page = window + index * PAGE_SIZE;

	*above = mmu_make_table((void *)table, 1);
	*page = 0;
	*above = mmu_invalid(1);
	__asm__ volatile("invlpg (%0)" : : "r"(page) : "memory");
}
