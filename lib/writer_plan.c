/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kinds take turns: generation g of page p is made by turn (g + p) modulo their number. Of
 * those across the end of a page there is only one in each page, which takes a turn like
 * the others.
 *
 * The random order of a pass is i -> a * i + b modulo the number of pages, a power of two:
 * with an odd a, that can be undone.
 */
#include <atomic.h>
#include <string.h>
#include <test.h>

#include "writer_plan.h"

#define MAX_INSIDE   (PAGE_SIZE / STORE_PLACE - 2) /* the first and the last place are across */
#define MAX_CROSSING 16

static const struct store_kind *inside[MAX_INSIDE], *crossing[MAX_CROSSING];
static unsigned int inside_count, crossing_count;

static uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void add_kinds(const struct store_kind *kinds, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		if (kinds[i].there && !kinds[i].there())
			continue;
		REQUIRE(inside_count < MAX_INSIDE && crossing_count < MAX_CROSSING,
			"more kinds of stores than a page has places");
		if (kinds[i].across)
			crossing[crossing_count++] = &kinds[i];
		else
			inside[inside_count++] = &kinds[i];
	}
}

void writer_plan_kinds(void)
{
	inside_count = crossing_count = 0;
	add_kinds(stores_common, stores_common_count);
	add_kinds(stores_arch, stores_arch_count);
}

unsigned int writer_kinds(void)
{
	return inside_count + crossing_count;
}

const struct store_kind *writer_kind(unsigned int n)
{
	return n < inside_count ? inside[n] : crossing[n - inside_count];
}

uint64_t writer_background(const struct writer *writer, uint64_t page)
{
	return mix(writer->seed + page);
}

struct pass {
	uint64_t a, b;
};

static struct pass pass_of(const struct writer *writer, uint64_t number)
{
	uint64_t random = mix(mix(writer->seed) + number);

	if (writer->order == WRITER_SEQUENTIAL)
		return (struct pass){ 1, 0 };
	return (struct pass){ random | 1, random >> 32 };
}

/* Modulo 2^64; each round doubles the number of bits that are right. */
static uint64_t inverse(uint64_t odd)
{
	uint64_t x = odd;

	for (unsigned int bits = 3; bits < 64; bits *= 2)
		x *= 2 - odd * x;
	return x;
}

uint64_t writer_next_page(const struct writer *writer)
{
	struct pass pass = pass_of(writer, writer->steps / writer->pages);

	return (pass.a * writer->steps + pass.b) & (writer->pages - 1);
}

uint64_t writer_generation(const struct writer *writer, uint64_t page)
{
	uint64_t passes = writer->steps / writer->pages;
	struct pass pass = pass_of(writer, passes);
	uint64_t turn = (inverse(pass.a) * (page - pass.b)) & (writer->pages - 1);

	return passes + (turn < (writer->steps & (writer->pages - 1)));
}

unsigned int writer_turns(void)
{
	return inside_count + 1;
}

const struct store_kind *writer_crossing(uint64_t page)
{
	return crossing[page % crossing_count];
}

const struct store_kind *writer_turn(uint64_t page, uint64_t generation)
{
	unsigned int turn = (generation + page) % writer_turns();

	return turn < inside_count ? inside[turn] : writer_crossing(page);
}

static unsigned int number_of(const struct store_kind *kind)
{
	unsigned int n = 0;

	while (n < inside_count && inside[n] != kind)
		n++;
	return n;
}

uint64_t writer_last(uint64_t page, const struct store_kind *kind, uint64_t generation)
{
	unsigned int turns = writer_turns();
	uint64_t since = (generation + page + turns - number_of(kind)) % turns;

	return since < generation ? generation - since : 0;
}

uint8_t *writer_place(const struct writer *writer, uint64_t page, const struct store_kind *kind)
{
	if (kind->across)
		return writer_page(writer, page + 1) - STORE_PLACE / 2;
	return writer_page(writer, page) + (1 + number_of(kind)) * STORE_PLACE;
}

void writer_value(const struct writer *writer, uint64_t page, const struct store_kind *kind,
		  uint64_t generation, uint8_t *value)
{
	uint64_t word = mix(writer->seed ^ mix((page << 32) + generation));

	for (unsigned int at = 0; at < kind->size; at += sizeof(word)) {
		memcpy(value + at, &word, sizeof(word));
		word = word * 6364136223846793005u + 1442695040888963407u;
	}
	if (kind->shape)
		kind->shape(value);
}
