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
	writer->area = page_alloc_aligned(pages + 1, pages < LARGE_PAGES ? PAGE_SIZE
									 : LARGE_PAGES * PAGE_SIZE);
	make_executable(writer->area, (pages + 1) * PAGE_SIZE);
	writer->scratch = page_alloc(1);
	for (uint64_t page = 0; page <= pages; page++) {
		uint64_t *words = (uint64_t *)writer_page(writer, page);

		for (unsigned int i = 0; i < PAGE_SIZE / sizeof(*words); i++)
			words[i] = writer_background(writer, page) + i;
	}
}

void writer_note(struct writer *writer, const struct writer_finding *finding)
{
	if (writer->wrong < WRITER_FINDINGS)
		writer->findings[writer->wrong] = *finding;
	writer->wrong++;
}

void writer_step(struct writer *writer)
{
	uint64_t page = writer_next_page(writer);
	uint64_t generation = writer->steps / writer->pages + 1;
	const struct store_kind *kind = writer_turn(page, generation);
	uint8_t *place = writer_place(writer, page, kind);
	uint8_t value[STORE_PLACE] __attribute__((aligned(STORE_PLACE)));

	writer_check_place(writer, page, kind, generation - 1);
	writer_value(writer, page, kind, generation, value);
	kind->store(place + kind->offset, value, writer->scratch);
	writer->steps++;
	store_count_set(store_count() + 1);
}

static void tell(const struct writer_finding *finding)
{
	const char *kind = finding->kind ? finding->kind->name : "no store";

	if (!finding->known)
		NOTE("page %#lx, %s: generation %lu is due, found is none that ever was",
		     finding->page, kind, finding->generation);
	else if (finding->found < finding->generation)
		NOTE("page %#lx, %s: generation %lu is due, found is %lu: %lu passes old",
		     finding->page, kind, finding->generation, finding->found,
		     finding->generation - finding->found);
	else
		NOTE("page %#lx, %s: generation %lu is due, found is %lu: ahead of the count",
		     finding->page, kind, finding->generation, finding->found);
}

unsigned int writer_report(struct writer *writer)
{
	unsigned int wrong = writer->wrong;

	for (unsigned int i = 0; i < wrong && i < WRITER_FINDINGS; i++)
		tell(&writer->findings[i]);
	if (wrong > WRITER_FINDINGS)
		NOTE("and %u more", wrong - WRITER_FINDINGS);
	writer->wrong = 0;
	return wrong;
}
