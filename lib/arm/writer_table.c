/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * With FEAT_HAFDBS the CPU sets the access flag, and makes an entry with DBM writable when it
 * writes by it.
 */
#include <bits.h>
#include <mmu.h>
#include <smp.h>
#include <writer_table.h>
#include <writer_window.h>

#include "features.h"
#include "mmu_arm.h"
#include "sysreg.h"

#define TCR_HA BIT(39)
#define TCR_HD BIT(40)

#define PTE_DIRTY_MANAGED BIT(51) /* DBM */
#define FREE_BITS	  BIT_RANGE(58, 55)

#define HAS_DIRTY_STATE 2 /* in ID_AA64MMFR1_EL1.HAFDBS */

bool table_changes(void)
{
	return FEATURE_HAFDBS >= HAS_DIRTY_STATE;
}

uint64_t table_fresh(uint64_t bits)
{
	mmu_entry_t entry = mmu_make_leaf((uintptr_t)writer_target, MMU_READ, 0);

	return (bits & FREE_BITS) | (entry & ~PTE_ACCESSED) | PTE_DIRTY_MANAGED;
}

uint64_t table_changed(uint64_t entry)
{
	return (entry | PTE_ACCESSED) & ~PTE_READONLY;
}

uint64_t table_unused(uint64_t bits)
{
	return bits & ~PTE_VALID;
}

static void allow_changes(void)
{
	uint64_t tcr = sysreg_read(tcr_el1);

	if (tcr & TCR_HA && tcr & TCR_HD)
		return;
	sysreg_write(tcr_el1, tcr | TCR_HA | TCR_HD);
	isb();
	__asm__ volatile("tlbi vmalle1\n	dsb nsh\n	isb" : : : "memory");
}

/* For a moment, and for this CPU. */
void table_use(uint64_t *entry)
{
	uintptr_t table = (uintptr_t)entry & -PAGE_SIZE;
	uintptr_t index = ((uintptr_t)entry - table) / sizeof(*entry);
	uint8_t *window = writer_window(smp_id());
	volatile mmu_entry_t *above = mmu_entry(window, 1);
	volatile uint8_t *page = window + index * PAGE_SIZE;

	allow_changes();
	*above = mmu_make_table((void *)table, 1);
	__asm__ volatile("dsb ishst\n	isb" : : : "memory");
	*page = 0;
	__asm__ volatile("dsb ish" : : : "memory");
	*above = mmu_invalid(1);
	__asm__ volatile("dsb ishst\n	tlbi vaae1, %0\n	dsb nsh\n	isb"
			 :
			 : "r"((uintptr_t)page >> PAGE_SHIFT)
			 : "memory");
}
