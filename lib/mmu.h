/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Address translation. Virtual is real until a test says otherwise; whatever a
 * case changed is undone when it ends.
 */
#ifndef MMU_H
#define MMU_H

#include <arch_page.h> /* PAGE_SIZE, mmu_entry_t, MMU_LEVELS, MMU_LEAF_LEVEL */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MMU_READ = 1,
	MMU_WRITE = 2,
	MMU_EXECUTE = 4,
	MMU_USER = 8,	 /* also for less privileged code, where the architecture has it */
	MMU_DEVICE = 16, /* not cached */
};

/* One page. Splits a large page where one is in the way. */
void mmu_map(void *virtual, uint64_t physical, unsigned int access);
void mmu_unmap(void *virtual);
void mmu_protect(void *virtual, unsigned int access);

/* A large page of 1 << mmu_level_shift(level) bytes; false if there are none of this level. */
bool mmu_map_large(void *virtual, uint64_t physical, unsigned int access, unsigned int level);

/* Physical address behind a virtual one; false if there is none. */
bool mmu_translate(const void *virtual, uint64_t *physical);

/*
 * The tables themselves. Level 0 holds single pages; entry is the place that
 * decides about the address at that level, NULL if no table reaches down to it.
 */
mmu_entry_t *mmu_entry(const void *virtual, unsigned int level);
unsigned int mmu_level_shift(unsigned int level);

/* Makes device registers or firmware tables reachable where the identity map leaves them out. */
void *mmu_device(uint64_t physical, size_t size);

/* Takes a page out of the address space for good: what touches it traps. */
void mmu_guard(void *page);

/* Undoes what the case did to the tables. */
void mmu_reset(void);

/*
 * From lib/ARCH/mmu.c. Called by lib/mmu.c, which walks, splits and remembers.
 */
mmu_entry_t *mmu_root(void);
unsigned int mmu_table_entries(unsigned int level);
void *mmu_table_alloc(unsigned int level); /* by page_keep(), all entries invalid */
mmu_entry_t mmu_make_leaf(uint64_t physical, unsigned int access, unsigned int level);
mmu_entry_t mmu_make_table(const void *table, unsigned int level);
bool mmu_is_valid(mmu_entry_t entry, unsigned int level);
bool mmu_is_leaf(mmu_entry_t entry, unsigned int level);
bool mmu_has_leaf(unsigned int level);
uint64_t mmu_leaf_address(mmu_entry_t entry, unsigned int level);
unsigned int mmu_leaf_access(mmu_entry_t entry, unsigned int level);
mmu_entry_t *mmu_table_of(mmu_entry_t entry, unsigned int level);
mmu_entry_t mmu_invalid(unsigned int level);
/* Stores the entry and makes all CPUs see it; virtual is an address that it translates. */
void mmu_set(mmu_entry_t *place, mmu_entry_t entry, const void *virtual, unsigned int level);

#endif
