/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch_page.h>
#include <bits.h>
#include <control_register.h>
#include <identity.h>
#include <lowcore.h>
#include <sclp.h>
#include <smp.h>
#include <trap.h>
#include <util.h>

#define REGION_SIZE  (1ull << REGION_SHIFT)
#define SEGMENT_SIZE (1ull << SEGMENT_SHIFT)

extern mmu_entry_t mmu_regions[ROOT_REGION_ENTRIES], mmu_first_pages[PAGE_ENTRIES];

static struct {
	bool complete, planned;
	uint64_t storage;    /* bytes that are mapped */
	uint64_t tables;     /* where the tables begin */
	uint64_t next;	     /* the next table that is made */
	bool segment_leaves; /* as has_facility() says: it cannot be */
	bool region_leaves;  /* asked while translation is off */
} map;

/* Page tables begin at a multiple of their own 2 KB, the others of 4 KB. */
static mmu_entry_t *make_table(unsigned int entries)
{
	uint64_t size = entries * sizeof(mmu_entry_t);
	mmu_entry_t *table = (mmu_entry_t *)align_up(map.next, min(size, PAGE_SIZE));

	map.next = (uintptr_t)table + size;
	return table;
}

static mmu_entry_t make_pages(uint64_t start)
{
	mmu_entry_t *pages = make_table(PAGE_ENTRIES);

	for (unsigned int i = 0; i < PAGE_ENTRIES; i++)
		pages[i] = start + i * PAGE_SIZE;
	return (mmu_entry_t)pages;
}

static mmu_entry_t make_segments(uint64_t start)
{
	mmu_entry_t *segments = make_table(SEGMENT_ENTRIES);

	for (unsigned int i = 0; i < SEGMENT_ENTRIES; i++) {
		uint64_t at = start + i * SEGMENT_SIZE;

		if (at >= map.storage)
			segments[i] = TABLE_INVALID;
		else if (!at)
			segments[i] = (mmu_entry_t)mmu_first_pages;
		else
			segments[i] = map.segment_leaves ? at | TABLE_LEAF : make_pages(at);
	}
	return (mmu_entry_t)segments | TABLE_REGION_THIRD | TABLE_FULL_LENGTH;
}

/* At most: as if each megabyte needed a table. */
static uint64_t size_of_tables(uint64_t storage)
{
	uint64_t pages = storage / SEGMENT_SIZE * PAGE_ENTRIES;
	uint64_t segments = align_up(storage, REGION_SIZE) / REGION_SIZE * SEGMENT_ENTRIES;

	return align_up((pages + segments) * sizeof(mmu_entry_t), PAGE_SIZE);
}

/* By real addresses, which need no table. */
static bool is_storage(uint64_t real)
{
	uint64_t value;

	trap_probe_begin();
	__asm__ volatile(PROBED("lurag %0,%1") : "=d"(value) : "a"(real));
	return trap_probed() == TRAP_NONE;
}

/* SCLP has no room in a page for the storage and the CPUs, if there are more than 247. */
static uint64_t probe_storage(uint64_t limit)
{
	unsigned int probed = trap_probed();
	uint64_t segments = 0;

	for (uint64_t step = limit / SEGMENT_SIZE / 2; step; step /= 2) {
		if (is_storage((segments + step) * SEGMENT_SIZE - sizeof(uint64_t)))
			segments += step;
	}
	this_cpu()->probed = probed;
	return segments * SEGMENT_SIZE;
}

static void plan(void)
{
	uint64_t limit = ROOT_REGION_ENTRIES * REGION_SIZE, storage;

	if (map.planned)
		return;
	map.planned = true;
	storage = sclp_read_storage();
	map.segment_leaves = has_facility(FACILITY_EDAT1);
	map.region_leaves = has_facility(FACILITY_EDAT2);
	if (!storage)
		storage = probe_storage(limit);
	map.storage = min(align_down(storage, SEGMENT_SIZE), limit);
	map.tables = min(map.storage, IDENTITY_LIMIT) - size_of_tables(map.storage);
	map.next = map.tables;
}

/* With translation off: the tables are not mapped before they are there. */
static void make(void)
{
	uint64_t mask = psw_mask();

	psw_set_mask(mask & ~(uint64_t)(PSW_DAT | PSW_INTERRUPTS));
	for (uint64_t at = 0; at < map.storage; at += REGION_SIZE) {
		mmu_entry_t *region = &mmu_regions[at / REGION_SIZE];

		if (at && map.region_leaves)
			*region = at | TABLE_LEAF | TABLE_REGION_THIRD;
		else
			*region = make_segments(at);
	}
	__asm__ volatile("ptlb" : : : "memory");
	psw_set_mask(mask);
}

bool identity_complete(void)
{
	if (map.complete)
		return false;
	map.complete = true;
	plan();
	make();
	return true;
}

uint64_t identity_storage(void)
{
	plan();
	return map.storage;
}

uint64_t identity_tables(void)
{
	plan();
	return map.tables;
}
