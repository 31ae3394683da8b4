/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "mirror.h"
#include "scenario.h"

#define MAX_PAGES 1024

static uint8_t copy[MAX_PAGES][AREA_PAGE];
static uint64_t begin, pages;

static const uint8_t *memory(uint64_t page)
{
	return guest.vm.slots[guest.area].memory + page * AREA_PAGE;
}

void mirror_begin(uint64_t first, uint64_t count)
{
	REQUIRE(count <= MAX_PAGES, "%llu pages are too many", (unsigned long long)count);
	memset(copy, 0, sizeof(copy));
	begin = first;
	pages = count;
}

static void take(uint64_t page)
{
	if (page >= begin && page - begin < pages)
		memcpy(copy[page - begin], memory(page), AREA_PAGE);
}

void mirror_take(const struct bitmap *dirty, uint64_t first, uint64_t count)
{
	for (uint64_t page = first; page < first + count; page++) {
		if (bitmap_has(dirty, page))
			take(page);
	}
}

void mirror_take_all(void)
{
	for (uint64_t page = begin; page < begin + pages; page++)
		take(page);
}

void mirror_check(void)
{
	unsigned int old = 0;

	for (uint64_t page = begin; page < begin + pages; page++) {
		bool same = !memcmp(copy[page - begin], memory(page), AREA_PAGE);

		if (!same && !old++)
			CHECK(same, "page %llu was written after it was copied, and not logged",
			      (unsigned long long)(page - begin));
	}
	CHECK_EQ(old, 0);
}
