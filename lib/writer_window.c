/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <mmu.h>
#include <smp.h>
#include <writer_table.h>
#include <writer_window.h>

#define WINDOW	   0x400000000000ul /* where nothing is, 2 MiB for each CPU */
#define TABLE_SPAN (1ul << mmu_level_shift(1))

uint8_t writer_target[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

uint8_t *writer_window(unsigned int id)
{
	return (uint8_t *)(WINDOW + id * TABLE_SPAN);
}

/* Tables down to where the entry for a table is. */
void table_prepare(void)
{
	for (unsigned int id = 0; id < smp_count(); id++) {
		void *window = writer_window(id);

		if (mmu_entry(window, 1))
			continue;
		mmu_map_large(window, (uintptr_t)writer_target & -TABLE_SPAN, MMU_READ, 1);
		mmu_set(mmu_entry(window, 1), mmu_invalid(1), window, 1);
	}
}
