/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages. Cases take from the bottom of free memory, the library keeps from the
 * top, so that giving back all that a case took is to remember where the
 * bottom was: at the start.
 */
#include <alloc.h>
#include <irq.h>
#include <machine.h>
#include <spinlock.h>
#include <string.h>
#include <symbol.h>
#include <test.h>
#include <util.h>

#define MAX_RANGES 16
#define MAX_HOLES  512

static struct range {
	uintptr_t start, next, end;
} ranges[MAX_RANGES];
static unsigned int range_count;

/* Given back by page_free(), not adjacent to what was never taken. */
static struct hole {
	uintptr_t start, end;
} holes[MAX_HOLES];
static unsigned int hole_count;

static struct spinlock lock;

static uintptr_t align_to(uintptr_t address, size_t align)
{
	return (address + align - 1) & ~(uintptr_t)(align - 1);
}

/* Memory below the image belongs to firmware and to the architecture. */
void page_setup(void)
{
	struct memory_range memory[MAX_RANGES];
	unsigned int n = machine_memory(memory, MAX_RANGES);
	uintptr_t lowest = align_to(max(symbol_table_end(), (uintptr_t)image_top), PAGE_SIZE);

	for (unsigned int i = 0; i < n; i++) {
		uintptr_t start = align_to(memory[i].start, PAGE_SIZE);
		uintptr_t end = (memory[i].start + memory[i].size) & ~(PAGE_SIZE - 1);

		if (start < lowest)
			start = lowest;
		if (start < end)
			ranges[range_count++] = (struct range){ start, start, end };
	}
}

static bool lock_pages(void)
{
	bool enabled = irq_save();

	spin_lock(&lock);
	if (!range_count)
		page_setup();
	return enabled;
}

static void unlock_pages(bool enabled)
{
	spin_unlock(&lock);
	irq_restore(enabled);
}

static uintptr_t take_from_hole(size_t size, size_t align)
{
	for (unsigned int i = 0; i < hole_count; i++) {
		struct hole *hole = &holes[i];
		uintptr_t at = align_to(hole->start, align), rest = at + size;

		if (at < hole->start || rest > hole->end)
			continue;
		if (at == hole->start)
			hole->start = rest;
		else if (rest == hole->end)
			hole->end = at;
		else
			continue; /* in the middle: would make two of one */
		if (hole->start == hole->end)
			*hole = holes[--hole_count];
		return at;
	}
	return 0;
}

static uintptr_t take_fresh(size_t size, size_t align)
{
	for (unsigned int i = 0; i < range_count; i++) {
		uintptr_t at = align_to(ranges[i].next, align);

		if (at < ranges[i].end && size <= ranges[i].end - at) {
			ranges[i].next = at + size;
			return at;
		}
	}
	return 0;
}

void *page_alloc_aligned(size_t count, size_t align)
{
	bool enabled = lock_pages();
	uintptr_t at = take_from_hole(count * PAGE_SIZE, align);

	if (!at)
		at = take_fresh(count * PAGE_SIZE, align);
	unlock_pages(enabled);
	REQUIRE(at, "out of memory: %zu pages", count);
	return memset((void *)at, 0, count * PAGE_SIZE);
}

void *page_alloc(size_t count)
{
	return page_alloc_aligned(count, PAGE_SIZE);
}

static bool grow_hole(uintptr_t start, uintptr_t end)
{
	for (unsigned int i = 0; i < hole_count; i++) {
		if (holes[i].end == start)
			holes[i].end = end;
		else if (holes[i].start == end)
			holes[i].start = start;
		else
			continue;
		return true;
	}
	return false;
}

/* With no place left to remember a hole the pages come back at the end of the case. */
void page_free(void *page, size_t count)
{
	uintptr_t start = (uintptr_t)page, end = start + count * PAGE_SIZE;
	bool enabled = lock_pages();

	if (!grow_hole(start, end) && hole_count < MAX_HOLES)
		holes[hole_count++] = (struct hole){ start, end };
	unlock_pages(enabled);
}

void *page_keep(size_t count)
{
	bool enabled = lock_pages();
	uintptr_t at = 0;

	for (unsigned int i = 0; i < range_count && !at; i++) {
		if (ranges[i].end - ranges[i].next >= count * PAGE_SIZE)
			at = ranges[i].end -= count * PAGE_SIZE;
	}
	unlock_pages(enabled);
	REQUIRE(at, "out of memory: %zu pages", count);
	return memset((void *)at, 0, count * PAGE_SIZE);
}

size_t page_available(void)
{
	bool enabled = lock_pages();
	size_t pages = 0;

	for (unsigned int i = 0; i < range_count; i++)
		pages += (ranges[i].end - ranges[i].next) / PAGE_SIZE;
	for (unsigned int i = 0; i < hole_count; i++)
		pages += (holes[i].end - holes[i].start) / PAGE_SIZE;
	unlock_pages(enabled);
	return pages;
}

void page_reset(void)
{
	for (unsigned int i = 0; i < range_count; i++)
		ranges[i].next = ranges[i].start;
	hole_count = 0;
	lock = (struct spinlock){ 0 };
}
