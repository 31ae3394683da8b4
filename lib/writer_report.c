/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with a page, so that a reader sees what was lost: which stores, from when on,
 * and by what kind the first of them was, since that one is what the host did not note.
 */
#include <string.h>
#include <test.h>

#include "writer_plan.h"

#define LOOK_BACK 64 /* stores of the kind in question */

static bool map_test_and_set(uint64_t *map, uint64_t n)
{
	uint64_t *word = &map[n / 64], bit = 1ull << n % 64;
	bool was = *word & bit;

	*word |= bit;
	return was;
}

/* The half of its place that is wrong, since a border's halves are in two pages. */
static bool half_holds(const struct writer *writer, uint64_t page, unsigned int turn,
		       uint64_t generation, const uint64_t *at)
{
	const uint64_t *place = writer_page(writer, page) + writer_place(turn);
	unsigned int half = at < place + HALF_WORDS ? 0 : HALF_WORDS;
	uint64_t words[PLACE_WORDS];

	writer_expect(writer, page, turn, generation, words);
	return !memcmp(place + half, words + half, HALF_WORDS * sizeof(*words));
}

/* Which one is it then? The next one as well: the count may be what is old. */
static void identify(const struct writer *writer, uint64_t page, unsigned int turn,
		     struct writer_finding *finding)
{
	uint64_t at = finding->due + 2 * writer_turns;

	for (unsigned int back = 0; at && back < LOOK_BACK; back++) {
		at = writer_last(page, turn, at);
		if (half_holds(writer, page, turn, at, finding->at)) {
			finding->found = at;
			finding->known = true;
			return;
		}
		at -= !!at;
	}
	finding->known = half_holds(writer, page, turn, 0, finding->at);
}

/* Where the words that are there are not those that must be. */
static void locate(const uint64_t *at, const uint64_t *words, unsigned int count,
		   struct writer_finding *finding)
{
	for (unsigned int i = 0; i < count; i++) {
		if (at[i] == words[i])
			continue;
		finding->at = &at[i];
		finding->is = at[i];
		finding->was = words[i];
		return;
	}
}

static void locate_in_rest(const struct writer *writer, uint64_t page,
			   struct writer_finding *finding)
{
	uint64_t first = writer_background(writer, page);

	for (unsigned int i = 0; i < PAGE_WORDS && !finding->at; i++) {
		bool border = i < HALF_WORDS && page;
		bool inside = i >= PLACE_WORDS && i < writer_turns * PLACE_WORDS;
		uint64_t word = first + i;

		if (!border && !inside && i < writer_place(writer_turns - 1))
			locate(writer_page(writer, page) + i, &word, 1, finding);
	}
}

/* The places are looked at from the last store back to the first: what remains is the first. */
static struct writer_finding examine(const struct writer *writer, uint64_t page,
				     uint64_t generation)
{
	struct writer_finding finding = { .generation = generation };
	uint64_t words[PLACE_WORDS];
	unsigned int first = 0;

	for (unsigned int n = 0; n < writer_turns; n++) {
		unsigned int turn = writer_turn_of(page, generation + writer_turns - n);
		uint64_t due = generation > n ? generation - n : 0;

		if (writer_holds(writer, page, turn, due))
			continue;
		finding.places++;
		finding.due = due;
		first = turn;
	}
	if (!finding.places) {
		locate_in_rest(writer, page, &finding);
		return finding;
	}
	finding.kind = writer_turn_at(page, first)->kind;
	writer_expect(writer, page, first, finding.due, words);
	locate(writer_page(writer, page) + writer_place(first), words, PLACE_WORDS, &finding);
	identify(writer, page, first, &finding);
	return finding;
}

void writer_note(struct writer *writer, uint64_t page, uint64_t generation)
{
	if (map_test_and_set(writer->wrong_map, page))
		return;
	if (writer->wrong < WRITER_FINDINGS)
		writer->findings[writer->wrong] = examine(writer, page, generation);
	writer->wrong++;
}

static void tell(const struct writer_finding *finding)
{
	uintptr_t page = (uintptr_t)finding->at & -PAGE_SIZE;
	const void *at = finding->at;

	if (!finding->kind)
		NOTE("page %#lx, where no store goes: at %p is %#lx, was %#lx", page, at,
		     finding->is, finding->was);
	else if (!finding->known)
		NOTE("page %#lx: at %p is %#lx, which no store has put there: store %lu, %s, has "
		     "put %#lx",
		     page, at, finding->is, finding->due, finding->kind->name, finding->was);
	else if (finding->found > finding->due)
		NOTE("page %#lx is ahead of the count, which is at %lu: at %p is what store %lu, "
		     "%s, leaves",
		     page, finding->generation, at, finding->found, finding->kind->name);
	else
		NOTE("page %#lx lacks %u of its %lu stores; the first of them is %lu, %s: at %p "
		     "is what store %lu has left",
		     page, finding->places, finding->generation, finding->due, finding->kind->name,
		     at, finding->found);
}

unsigned int writer_report(struct writer *writer)
{
	unsigned int wrong = writer->wrong;

	for (unsigned int i = 0; i < wrong && i < WRITER_FINDINGS; i++)
		tell(&writer->findings[i]);
	if (wrong > WRITER_FINDINGS)
		NOTE("and %u more pages", wrong - WRITER_FINDINGS);
	if (wrong)
		memset(writer->wrong_map, 0, WRITER_MAP_PAGES(writer->pages) * PAGE_SIZE);
	writer->wrong = 0;
	return wrong;
}
