/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation tables: four levels, 4 KiB granule. boot.S has mapped the image
 * and the device tree; RAM is added when somebody first asks where it is, and
 * devices as they are found.
 */
#include <alloc.h>
#include <mmu.h>
#include <mmu_512.h>
#include "layout.h"
#include "mmu_arm.h"
#include "sysreg.h"

#define EARLY_TABLES 4
#define WHOLE_LEVEL  1 /* up to this one, what is mapped is not looked into */

#define ACCESS_BITS (PTE_USER | PTE_READONLY | PTE_PXN | PTE_UXN | PTE_ACCESSED)

/* ID_AA64MMFR2_EL1 */
#define MMFR2_BBM   BIT_RANGE(55, 52)
#define BBM_LEVEL_2 2

mmu_entry_t *mmu_root(void)
{
	return mmu_root_table;
}

/* The first ones come before there are pages to be had. */
void *mmu_table_alloc(unsigned int level)
{
	static mmu_entry_t early[EARLY_TABLES][MMU_512_ENTRIES]
		__attribute__((aligned(PAGE_SIZE), section(".bss.tables")));
	static unsigned int used;

	(void)level;
	return used < EARLY_TABLES ? early[used++] : page_keep(1);
}

bool mmu_has_leaf(unsigned int level)
{
	return level < MMU_LEVELS - 1;
}

mmu_entry_t mmu_make_leaf(uint64_t physical, unsigned int access, unsigned int level)
{
	mmu_entry_t entry = (physical & PTE_ADDRESS) | PTE_ACCESSED | PTE_SHARED;

	if (access & (MMU_READ | MMU_WRITE | MMU_EXECUTE))
		entry |= PTE_VALID;
	if (!level)
		entry |= PTE_TABLE;
	entry = field_put(PTE_ATTR, entry, access & MMU_DEVICE ? ATTR_DEVICE : ATTR_NORMAL);
	if (!(access & MMU_WRITE))
		entry |= PTE_READONLY;
	if (access & MMU_USER)
		entry |= PTE_USER;
	if (!(access & MMU_EXECUTE))
		entry |= PTE_PXN;
	if ((access & (MMU_EXECUTE | MMU_USER)) != (MMU_EXECUTE | MMU_USER))
		entry |= PTE_UXN;
	return entry;
}

mmu_entry_t mmu_make_table(const void *table, unsigned int level)
{
	(void)level;
	return (uintptr_t)table | PTE_VALID | PTE_TABLE;
}

bool mmu_is_valid(mmu_entry_t entry, unsigned int level)
{
	(void)level;
	return entry & PTE_VALID;
}

bool mmu_is_leaf(mmu_entry_t entry, unsigned int level)
{
	return (entry & PTE_VALID) && (!level || !(entry & PTE_TABLE));
}

unsigned int mmu_leaf_access(mmu_entry_t entry, unsigned int level)
{
	unsigned int access = MMU_READ;

	(void)level;
	if (!(entry & PTE_READONLY))
		access |= MMU_WRITE;
	if (entry & PTE_USER)
		access |= MMU_USER;
	if (!(entry & PTE_PXN))
		access |= MMU_EXECUTE;
	if (field_get(PTE_ATTR, entry) == ATTR_DEVICE)
		access |= MMU_DEVICE;
	return access;
}

/*
 * A valid entry may be overwritten by another valid one if only permissions
 * change, or, with FEAT_BBM level 2, if only the size does, which is how
 * lib/mmu.c splits pages. What changes more goes by way of an invalid entry.
 */
static bool needs_break(mmu_entry_t old, mmu_entry_t new, unsigned int level)
{
	bool resized = mmu_is_leaf(old, level) != mmu_is_leaf(new, level);

	if (!(old & PTE_VALID) || !(new &PTE_VALID))
		return false;
	if (resized)
		return field_get(MMFR2_BBM, sysreg_read(id_aa64mmfr2_el1)) < BBM_LEVEL_2;
	return (old ^ new) & ~ACCESS_BITS;
}

static void forget_translation(const void *virtual, unsigned int level)
{
	if (level)
		__asm__ volatile("tlbi vmalle1is" : : : "memory");
	else
		__asm__ volatile("tlbi vaae1is, %0"
				 :
				 : "r"(field_get(BIT_RANGE(55, 12), (uintptr_t) virtual))
				 : "memory");
	dsb(ish);
}

/* Invalid entries are never kept in a TLB: what was one needs no invalidation. */
void mmu_set(mmu_entry_t *place, mmu_entry_t entry, const void *virtual, unsigned int level)
{
	mmu_entry_t old = *place;

	if (needs_break(old, entry, level)) {
		mmu_replace(place, entry);
	} else {
		*(volatile mmu_entry_t *)place = entry;
		dsb(ishst);
		if (old & PTE_VALID)
			forget_translation(virtual, level);
		isb();
	}
}

/*
 * Entries from this place on, as far as their table and the range reach. What is mapped stays as
 * it is: of 2 MiB that are mapped by pages, some were left out on purpose. Returns where to go on.
 */
static uint64_t map_entries(mmu_entry_t *place, uint64_t start, uint64_t end, unsigned int access,
			    unsigned int level)
{
	uint64_t size = BIT(mmu_512_shift(level));
	mmu_entry_t entry = mmu_make_leaf(start, access, level);

	do {
		if (!(*place & PTE_VALID))
			*place = entry;
		place++;
		entry += size;
		start += size;
	} while (end - start >= size && level <= WHOLE_LEVEL &&
		 !is_aligned((uintptr_t)place, PAGE_SIZE));
	return start;
}

/* One piece, in the table of the highest level that fits. Returns where to go on. */
static uint64_t map_piece(uint64_t start, uint64_t end, unsigned int access)
{
	mmu_entry_t *table = mmu_root_table;
	unsigned int level = MMU_LEVELS - 1;

	for (;; level--) {
		uint64_t size = BIT(mmu_512_shift(level));
		mmu_entry_t *place = &table[start / size % MMU_512_ENTRIES];
		bool valid = *place & PTE_VALID;

		if (mmu_has_leaf(level) && is_aligned(start, size) && end - start >= size &&
		    (!valid || level <= WHOLE_LEVEL))
			return map_entries(place, start, end, access, level);
		if (mmu_is_leaf(*place, level))
			return align_down(start, size) + size;
		if (!valid)
			*place = mmu_make_table(mmu_table_alloc(level - 1), level);
		table = mmu_512_table(*place);
	}
}

void mmu_map_identity(uint64_t start, uint64_t end, unsigned int access)
{
	while (start < end)
		start = map_piece(start, end, access);
	dsb(ishst);
	isb();
}

uintptr_t mmu_device_block(uint64_t physical, uint64_t size)
{
	uint64_t block = BIT(mmu_512_shift(1));

	mmu_map_identity(align_down(physical, block), align_up(physical + size, block),
			 MMU_READ | MMU_WRITE | MMU_DEVICE);
	return physical;
}
