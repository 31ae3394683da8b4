/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The random order of a pass is i -> a * i + b modulo the number of pages, a power of two:
 * with an odd a, that can be undone.
 */
#include <string.h>
#include <test.h>
#include <writer_table.h>

#include "writer_plan.h"

/* Odd numbers of no meaning, to tell words and generations apart. */
#define WORD_STEP	0x9e3779b97f4a7c15u
#define GENERATION_STEP 0xd1342543de82ef95u

struct writer_turn writer_turn_inside[MAX_TURNS], writer_turn_across[CROSSING_CHOICE];
unsigned int writer_turns;

static unsigned int inside_count, across_count;

static void add_kinds(const struct store_kind *kinds, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		struct writer_turn turn = { .kind = &kinds[i] };

		if (kinds[i].there && !kinds[i].there())
			continue;
		REQUIRE(inside_count < MAX_TURNS - 1 && across_count < CROSSING_CHOICE,
			"more kinds of stores than a page has places");
		if (!kinds[i].keeps)
			memset((uint8_t *)turn.mask + kinds[i].offset, 0xff, kinds[i].size);
		if (kinds[i].across)
			writer_turn_across[across_count++] = turn;
		else
			writer_turn_inside[inside_count++] = turn;
	}
}

void writer_plan_kinds(void)
{
	table_prepare();
	inside_count = across_count = 0;
	add_kinds(stores_common, stores_common_count);
	add_kinds(stores_arch, stores_arch_count);
	writer_turns = inside_count + 1;
	for (unsigned int i = across_count; i < CROSSING_CHOICE; i++)
		writer_turn_across[i] = writer_turn_across[i - across_count];
}

unsigned int writer_kinds(void)
{
	return inside_count + across_count;
}

const struct store_kind *writer_kind(unsigned int n)
{
	return n < inside_count ? writer_turn_inside[n].kind
				: writer_turn_across[n - inside_count].kind;
}

static struct writer_pass pass_of(const struct writer *writer)
{
	uint64_t number = writer->steps >> writer->shift;
	uint64_t random = writer_mix(writer_mix(writer->seed) + number);
	bool in_order = writer->order == WRITER_SEQUENTIAL;

	return (struct writer_pass){
		.number = number,
		.a = in_order ? 1 : random | 1,
		.b = in_order ? 0 : random >> 32,
		.done = writer->steps & (writer->pages - 1),
	};
}

/* Modulo 2^64; each round doubles the number of bits that are right. */
static uint64_t inverse(uint64_t odd)
{
	uint64_t x = odd;

	for (unsigned int bits = 3; bits < 64; bits *= 2)
		x *= 2 - odd * x;
	return x;
}

struct writer_pass writer_pass_now(const struct writer *writer)
{
	struct writer_pass pass = pass_of(writer);

	pass.undo = inverse(pass.a);
	return pass;
}

uint64_t writer_next_page(const struct writer *writer)
{
	struct writer_pass pass = pass_of(writer);

	return (pass.a * pass.done + pass.b) & (writer->pages - 1);
}

uint64_t writer_last(uint64_t page, unsigned int turn, uint64_t generation)
{
	uint64_t since = writer_turn_of(page, generation + writer_turns - turn);

	return since < generation ? generation - since : 0;
}

/* A kind that stores in two steps has the value of the first in both of them. */
static bool is_second(const struct store_kind *kind, uint64_t page, uint64_t generation)
{
	return kind->again && (uint32_t)(generation + page) / writer_turns & 1;
}

void writer_value(const struct writer *writer, uint64_t page, const struct store_kind *kind,
		  uint64_t generation, uint64_t *words)
{
	bool second = is_second(kind, page, generation);
	uint64_t first = second ? generation - writer_turns : generation;
	uint64_t word = writer_mix(writer_background(writer, page) + first * GENERATION_STEP);
	uint8_t *value = (uint8_t *)words + kind->offset;

	for (unsigned int i = 0; i < PLACE_WORDS; i++, word += WORD_STEP)
		words[i] = word;
	if (kind->shape)
		kind->shape(value);
	if (second)
		kind->again(value);
}
