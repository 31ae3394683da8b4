/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <identity.h>
#include <lowcore.h>
#include <mmu.h>

extern mmu_entry_t mmu_regions[ROOT_REGION_ENTRIES];

enum { LEVEL_PAGE, LEVEL_SEGMENT, LEVEL_REGION };

static const struct {
	unsigned int shift;
	unsigned int entries;
	mmu_entry_t type; /* in each entry of this level */
	mmu_entry_t invalid;
	mmu_entry_t leaf;
} levels[MMU_LEVELS] = {
	[LEVEL_PAGE] = { PAGE_SHIFT, PAGE_ENTRIES, 0, PAGE_INVALID, 0 },
	[LEVEL_SEGMENT] = { SEGMENT_SHIFT, SEGMENT_ENTRIES, 0, TABLE_INVALID, TABLE_LEAF },
	[LEVEL_REGION] = { REGION_SHIFT, ROOT_REGION_ENTRIES, TABLE_REGION_THIRD, TABLE_INVALID,
			   TABLE_LEAF },
};

_Static_assert(TABLE_PROTECTED == PAGE_PROTECTED, "one bit protects a leaf of any level");
_Static_assert(TABLE_NO_EXECUTE == PAGE_NO_EXECUTE, "one bit stops execution at any level");

unsigned int mmu_level_shift(unsigned int level)
{
	return levels[level].shift;
}

unsigned int mmu_table_entries(unsigned int level)
{
	return levels[level].entries;
}

mmu_entry_t *mmu_root(void)
{
	identity_complete();
	return mmu_regions;
}

/* COMPARE AND SWAP AND PURGE wants no more than the doubleword, tables want a page boundary. */
void *mmu_table_alloc(unsigned int level)
{
	size_t size = levels[level].entries * sizeof(mmu_entry_t);
	mmu_entry_t *table = page_keep((size + PAGE_SIZE - 1) / PAGE_SIZE);

	for (unsigned int i = 0; i < levels[level].entries; i++)
		table[i] = mmu_invalid(level);
	return table;
}

/* There is no page that can be written or executed, but not read. */
mmu_entry_t mmu_make_leaf(uint64_t physical, unsigned int access, unsigned int level)
{
	mmu_entry_t entry = physical | levels[level].type | levels[level].leaf;

	if (!(access & MMU_READ))
		return mmu_invalid(level);
	if (!(access & MMU_WRITE))
		entry |= PAGE_PROTECTED;
	if (!(access & MMU_EXECUTE) && has_facility(FACILITY_INSTRUCTION_EXECUTION_PROTECTION))
		entry |= PAGE_NO_EXECUTE;
	return entry;
}

mmu_entry_t mmu_make_table(const void *table, unsigned int level)
{
	mmu_entry_t length = level == LEVEL_REGION ? TABLE_FULL_LENGTH : 0;

	return (uintptr_t)table | levels[level].type | length;
}

bool mmu_is_valid(mmu_entry_t entry, unsigned int level)
{
	return !(entry & levels[level].invalid);
}

bool mmu_is_leaf(mmu_entry_t entry, unsigned int level)
{
	return !levels[level].leaf || entry & levels[level].leaf;
}

bool mmu_has_leaf(unsigned int level)
{
	if (level == LEVEL_PAGE)
		return true;
	return has_facility(level == LEVEL_SEGMENT ? FACILITY_EDAT1 : FACILITY_EDAT2);
}

uint64_t mmu_leaf_address(mmu_entry_t entry, unsigned int level)
{
	return entry >> levels[level].shift << levels[level].shift;
}

unsigned int mmu_leaf_access(mmu_entry_t entry, unsigned int level)
{
	unsigned int access = MMU_READ;

	(void)level;
	if (!(entry & PAGE_PROTECTED))
		access |= MMU_WRITE;
	if (!(entry & PAGE_NO_EXECUTE))
		access |= MMU_EXECUTE;
	return access;
}

/* Page tables begin at a multiple of 2 KB, the others of 4 KB. */
mmu_entry_t *mmu_table_of(mmu_entry_t entry, unsigned int level)
{
	uint64_t align = level == LEVEL_SEGMENT ? PAGE_SIZE / 2 : PAGE_SIZE;

	return (mmu_entry_t *)(entry & ~(align - 1));
}

mmu_entry_t mmu_invalid(unsigned int level)
{
	return levels[level].invalid | levels[level].type;
}

/*
 * Invalidating an entry before it is stored anew would take the ground from
 * under this code when the entry maps it. COMPARE AND SWAP AND PURGE replaces
 * a valid entry in one step and purges the buffers of all CPUs.
 */
void mmu_set(mmu_entry_t *place, mmu_entry_t entry, const void *virtual, unsigned int level)
{
	register uint64_t expected __asm__("r2") = *place;
	register uint64_t wanted __asm__("r3") = entry;
	const uint64_t purge = 1;

	(void)virtual;
	(void)level;
	__asm__ volatile("0:	cspg	%0,%2\n"
			 "	jne	0b"
			 : "+d"(expected), "+d"(wanted)
			 : "d"((uintptr_t)place | purge)
			 : "cc", "memory");
}
