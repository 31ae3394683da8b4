/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "writer_plan.h"

/* Of half a place: the words from first on, where nothing else was written. */
static uint64_t differ(const uint64_t *found, uint64_t first, const uint64_t *value,
		       const uint64_t *mask)
{
	uint64_t differ = 0;

	for (unsigned int i = 0; i < HALF_WORDS; i++)
		differ |= found[i] ^ (first + i) ^ (((first + i) ^ value[i]) & mask[i]);
	return differ;
}

static uint64_t differ_from_background(const uint64_t *found, uint64_t first, unsigned int count)
{
	uint64_t differ = 0;

	for (unsigned int i = 0; i < count; i++)
		differ |= found[i] ^ (first + i);
	return differ;
}

/* Where each half of the place is, and what it was in the beginning. */
struct halves {
	const uint64_t *place;
	uint64_t first, second;
};

static struct halves halves_of(const struct writer *writer, uint64_t page, unsigned int turn)
{
	unsigned int at = writer_place(turn);
	uint64_t first = writer_background(writer, page) + at;

	return (struct halves){
		.place = writer_page(writer, page) + at,
		.first = first,
		.second = turn < writer_turns - 1 ? first + HALF_WORDS
						  : writer_background(writer, page + 1),
	};
}

bool writer_holds(const struct writer *writer, uint64_t page, unsigned int turn,
		  uint64_t generation)
{
	const struct writer_turn *what = writer_turn_at(page, turn);
	struct halves halves = halves_of(writer, page, turn);
	const uint64_t *place = halves.place, *mask = what->mask;
	uint64_t value[PLACE_WORDS];

	if (!generation)
		return !(differ_from_background(place, halves.first, HALF_WORDS) |
			 differ_from_background(place + HALF_WORDS, halves.second, HALF_WORDS));
	writer_value(writer, page, what->kind, generation, value);
	return !(differ(place, halves.first, value, mask) |
		 differ(place + HALF_WORDS, halves.second, value + HALF_WORDS, mask + HALF_WORDS));
}

void writer_expect(const struct writer *writer, uint64_t page, unsigned int turn,
		   uint64_t generation, uint64_t *words)
{
	const struct writer_turn *what = writer_turn_at(page, turn);
	struct halves halves = halves_of(writer, page, turn);

	if (generation)
		writer_value(writer, page, what->kind, generation, words);
	for (unsigned int i = 0; i < PLACE_WORDS; i++) {
		uint64_t word = i < HALF_WORDS ? halves.first + i : halves.second + i - HALF_WORDS;
		uint64_t mask = generation ? what->mask[i] : 0;

		words[i] = (word & ~mask) | (words[i] & mask);
	}
}

/* Where no kind has its place: after the border, and behind the last place inside. */
static bool rest_untouched(const struct writer *writer, uint64_t page)
{
	const uint64_t *words = writer_page(writer, page);
	uint64_t first = writer_background(writer, page);
	unsigned int begin = page ? HALF_WORDS : 0, end = writer_place(writer_turns - 1);
	unsigned int inside = PLACE_WORDS, behind = writer_turns * PLACE_WORDS;

	return !(differ_from_background(words + begin, first + begin, inside - begin) |
		 differ_from_background(words + behind, first + behind, end - behind));
}

static bool page_holds(const struct writer *writer, uint64_t page, uint64_t generation)
{
	unsigned int turn = writer_turn_of(page, generation);

	if (!rest_untouched(writer, page))
		return false;
	for (unsigned int n = 0; n < writer_turns; n++) {
		if (!writer_holds(writer, page, turn, generation))
			return false;
		turn = turn ? turn - 1 : writer_turns - 1;
		generation -= generation > 0;
	}
	return true;
}

void writer_verify(struct writer *writer)
{
	struct writer_pass pass = writer_pass_now(writer);

	for (uint64_t page = 0; page < writer->pages; page++) {
		uint64_t generation = writer_generation(writer, &pass, page);

		if (!page_holds(writer, page, generation))
			writer_note(writer, page, generation);
	}
}
