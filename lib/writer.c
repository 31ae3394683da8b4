/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <mmu.h>
#include <string.h>
#include <test.h>
#include <writer.h>

#include "writer_plan.h"

#define LARGE_LEVEL 1
#define LARGE_PAGES ((1ul << mmu_level_shift(LARGE_LEVEL)) / PAGE_SIZE)

/* Code is written as well, and executed. */
static void make_executable(uint8_t *area, uint64_t size)
{
	const unsigned int access = MMU_READ | MMU_WRITE | MMU_EXECUTE;
	uint64_t large = 1ull << mmu_level_shift(LARGE_LEVEL), at = 0;

	while (at < size) {
		uintptr_t place = (uintptr_t)area + at;

		if (!(place % large) && size - at >= large &&
		    mmu_map_large(area + at, place, access, LARGE_LEVEL)) {
			at += large;
		} else {
			mmu_map(area + at, place, access);
			at += PAGE_SIZE;
		}
	}
}

void writer_init(struct writer *writer, uint64_t pages, uint64_t seed, enum writer_order order)
{
	REQUIRE(pages && !(pages & (pages - 1)), "%lu pages are no power of two", pages);
	writer_plan_kinds();
	*writer = (struct writer){ .pages = pages, .seed = seed, .order = order };
	writer->shift = __builtin_ctzl(pages);
	writer->area = page_alloc_aligned(pages + 1, pages < LARGE_PAGES ? PAGE_SIZE
									 : LARGE_PAGES * PAGE_SIZE);
	make_executable(writer->area, (pages + 1) * PAGE_SIZE);
	writer->scratch = page_alloc(1);
	writer->wrong_map = page_alloc(WRITER_MAP_PAGES(pages));
	for (uint64_t page = 0; page <= pages; page++) {
		uint64_t *words = writer_page(writer, page);
		uint64_t word = writer_background(writer, page);

		for (unsigned int i = 0; i < PAGE_WORDS; i++)
			words[i] = word + i;
	}
}

void writer_step(struct writer *writer)
{
	/* Stores are done with what is there; kinds that read more than they write may do so. */
	uint64_t value[2 * PLACE_WORDS] __attribute__((aligned(STORE_PLACE)));
	uint64_t page = writer_next_page(writer);
	uint64_t generation = (writer->steps >> writer->shift) + 1;
	unsigned int turn = writer_turn_of(page, generation);
	const struct store_kind *kind = writer_turn_at(page, turn)->kind;
	uint8_t *place = (uint8_t *)(writer_page(writer, page) + writer_place(turn));

	if (!writer_holds(writer, page, turn, writer_last(page, turn, generation - 1)))
		writer_note(writer, page, generation - 1);
	writer_value(writer, page, kind, generation, value);
	kind->store(place + kind->offset, (uint8_t *)value + kind->offset, writer->scratch);
	writer->steps++;
	store_count_set(store_count() + 1);
}
