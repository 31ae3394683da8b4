/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "writer_plan.h"

#define WORDS	    (STORE_PLACE / sizeof(uint64_t))
#define PAGE_PLACES (PAGE_SIZE / STORE_PLACE)
#define LOOK_BACK   16 /* stores of the kind in question */

static void fill_background(const struct writer *writer, const uint8_t *place, uint8_t *bytes,
			    unsigned int size)
{
	uint64_t at = place - writer->area, word, page = at / PAGE_SIZE;

	for (unsigned int i = 0; i < size; i += sizeof(word)) {
		word = writer_background(writer, page) + (at % PAGE_SIZE + i) / sizeof(word);
		memcpy(bytes + i, &word, sizeof(word));
	}
}

/* The whole place as this generation leaves it. */
static void expect(const struct writer *writer, uint64_t page, const struct store_kind *kind,
		   uint64_t generation, uint8_t *bytes)
{
	uint8_t value[STORE_PLACE];
	uint8_t *place = writer_place(writer, page, kind);

	fill_background(writer, place, bytes, STORE_PLACE / 2);
	fill_background(writer, place + STORE_PLACE / 2, bytes + STORE_PLACE / 2, STORE_PLACE / 2);
	if (!generation || kind->keeps)
		return;
	writer_value(writer, page, kind, generation, value);
	memcpy(bytes + kind->offset, value, kind->size);
}

static bool holds(const struct writer *writer, uint64_t page, const struct store_kind *kind,
		  uint64_t generation)
{
	uint8_t bytes[STORE_PLACE];

	expect(writer, page, kind, generation, bytes);
	return !memcmp(writer_place(writer, page, kind), bytes, sizeof(bytes));
}

/* Which one is it then? The next one as well: the count may be what is old. */
static void identify(const struct writer *writer, uint64_t page, struct writer_finding *finding)
{
	uint64_t at = finding->generation + 2 * writer_turns();

	for (unsigned int back = 0; at && back < LOOK_BACK; back++) {
		at = writer_last(page, finding->kind, at);
		if (holds(writer, page, finding->kind, at)) {
			finding->found = at;
			finding->known = true;
			return;
		}
		at -= !!at;
	}
	finding->known = holds(writer, page, finding->kind, 0);
}

bool writer_check_place(struct writer *writer, uint64_t page, const struct store_kind *kind,
			uint64_t generation)
{
	struct writer_finding finding = {
		.page = (uintptr_t)writer_page(writer, page),
		.kind = kind,
		.generation = writer_last(page, kind, generation),
	};

	if (holds(writer, page, kind, finding.generation))
		return true;
	identify(writer, page, &finding);
	writer_note(writer, &finding);
	return false;
}

/* From the last place of a kind to where the next page's border begins. */
static bool rest_untouched(const struct writer *writer, uint64_t page)
{
	uint64_t *words = (uint64_t *)writer_page(writer, page);
	uint64_t word = writer_background(writer, page);

	for (unsigned int i = writer_turns() * WORDS; i < (PAGE_PLACES - 1) * WORDS; i++) {
		if (words[i] != word + i)
			return false;
	}
	return true;
}

static void verify_page(struct writer *writer, uint64_t page)
{
	uint64_t generation = writer_generation(writer, page);
	unsigned int places = writer_turns() - 1;

	if (!rest_untouched(writer, page)) {
		writer_note(writer, &(struct writer_finding){
					    .page = (uintptr_t)writer_page(writer, page) });
		return;
	}
	for (unsigned int n = 0; n < places; n++) {
		if (!writer_check_place(writer, page, writer_kind(n), generation))
			return;
	}
	writer_check_place(writer, page, writer_crossing(page), generation);
}

void writer_verify(struct writer *writer)
{
	for (uint64_t page = 0; page < writer->pages; page++)
		verify_page(writer, page);
}
