/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <zpci_dma.h>

#define TABLE_ENTRIES (ZPCI_TABLE_SIZE / sizeof(uint64_t))
#define PAGES_ENTRIES (ZPCI_PAGES_SIZE / sizeof(uint64_t))
#define REGION_TYPE   (TABLE_REGION_THIRD | TABLE_FULL_LENGTH)

static uint64_t *make_table(size_t size, uint64_t invalid)
{
	size_t pages = (size + PAGE_SIZE - 1) / PAGE_SIZE;
	uint64_t *table = page_alloc_aligned(pages, pages * PAGE_SIZE);

	for (size_t i = 0; i < size / sizeof(*table); i++)
		table[i] = invalid;
	return table;
}

uint64_t *zpci_dma_tables(void)
{
	return make_table(ZPCI_TABLE_SIZE, TABLE_INVALID | REGION_TYPE);
}

static uint64_t index_of(uint64_t dma, unsigned int shift, uint64_t entries)
{
	return dma >> shift & (entries - 1);
}

static uint64_t *below(uint64_t *entry, uint64_t size)
{
	return (uint64_t *)(*entry & ~(size - 1));
}

uint64_t *zpci_dma_entry(uint64_t *regions, uint64_t dma)
{
	uint64_t *region = &regions[index_of(dma, REGION_SHIFT, TABLE_ENTRIES)], *segment;

	if (*region & TABLE_INVALID)
		*region = (uintptr_t)make_table(ZPCI_TABLE_SIZE, TABLE_INVALID) | REGION_TYPE;
	segment = &below(region, ZPCI_TABLE_SIZE)[index_of(dma, SEGMENT_SHIFT, TABLE_ENTRIES)];
	if (*segment & TABLE_INVALID)
		*segment = (uintptr_t)make_table(ZPCI_PAGES_SIZE, ZPCI_PAGE_INVALID);
	return &below(segment, ZPCI_PAGES_SIZE)[index_of(dma, PAGE_SHIFT, PAGES_ENTRIES)];
}

uint64_t zpci_dma_anchor(const uint64_t *regions)
{
	return (uintptr_t)regions | ZPCI_ANCHOR_TRANSLATES | ZPCI_ANCHOR_REGION_THIRD;
}

/* A region-third table reaches so far, if it begins at an address that is a multiple of it. */
#define REACH (TABLE_ENTRIES << REGION_SHIFT)

unsigned int zpci_dma_register(struct zpci *function, uint64_t anchor, uint8_t *status)
{
	uint64_t first = function->about.first_dma, last = function->about.last_dma;
	struct zpci_fib fib = { .first_dma = first, .anchor = anchor };

	if (last / REACH != first / REACH)
		last = (first / REACH + 1) * REACH - 1;
	fib.last_dma = last;
	return zpci_modify(zpci_operand(function->handle, 0, ZPCI_REGISTER_TRANSLATION), &fib,
			   status);
}
