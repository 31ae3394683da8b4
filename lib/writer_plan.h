/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a writer does when, and what must be in memory then: nothing but arithmetic, and
 * little of it, since all memory is looked at after each migration.
 *
 * Generations of a page are counted from 1; 0 is what writer_init() has put there. Kinds
 * take turns: generation g of page p is made by turn (g + p) modulo their number. Of those
 * across the end of a page there is only one in each page, which takes the last turn.
 */
#ifndef WRITER_PLAN_H
#define WRITER_PLAN_H

#include <writer.h>

#define PLACE_WORDS		(STORE_PLACE / sizeof(uint64_t))
#define HALF_WORDS		(PLACE_WORDS / 2)
#define PAGE_WORDS		(PAGE_SIZE / sizeof(uint64_t))
#define PLACES			(PAGE_SIZE / STORE_PLACE)
#define MAX_TURNS		(PLACES - 1) /* the first and the last place are across */
#define WRITER_MAP_PAGES(pages) ((pages) / (8 * PAGE_SIZE) + 1) /* a bit for each */
#define CROSSING_CHOICE		16				/* a power of two */

/* A kind, and which bytes of its place it writes; of those in a page by their turn. */
struct writer_turn {
	const struct store_kind *kind;
	uint64_t mask[PLACE_WORDS];
};

extern struct writer_turn writer_turn_inside[MAX_TURNS], writer_turn_across[CROSSING_CHOICE];
/* Generations from one store of a kind to the next, in each page. */
extern unsigned int writer_turns;

/* Settles which kinds there are. */
void writer_plan_kinds(void);

static inline uint64_t writer_mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static inline uint64_t *writer_page(const struct writer *writer, uint64_t page)
{
	return (uint64_t *)(writer->area + page * PAGE_SIZE);
}

/* The first word of what is there in the beginning; each one is one more. */
static inline uint64_t writer_background(const struct writer *writer, uint64_t page)
{
	return writer_mix(writer->seed + page);
}

/* The turn that makes this generation of the page. */
static inline unsigned int writer_turn_of(uint64_t page, uint64_t generation)
{
	return (uint32_t)(generation + page) % writer_turns;
}

static inline const struct writer_turn *writer_turn_at(uint64_t page, unsigned int turn)
{
	return turn < writer_turns - 1 ? &writer_turn_inside[turn]
				       : &writer_turn_across[page % CROSSING_CHOICE];
}

/* Words from the beginning of the page to the turn's place. */
static inline unsigned int writer_place(unsigned int turn)
{
	return turn < writer_turns - 1 ? (turn + 1) * PLACE_WORDS : PAGE_WORDS - HALF_WORDS;
}

/* One order of all pages: the i-th is a * i + b, modulo their number. */
struct writer_pass {
	uint64_t number, a, b;
	uint64_t undo; /* times a is 1 */
	uint64_t done; /* pages */
};

/* The one under way. */
struct writer_pass writer_pass_now(const struct writer *writer);
uint64_t writer_next_page(const struct writer *writer);

/* How many stores the page has seen. */
static inline uint64_t writer_generation(const struct writer *writer,
					 const struct writer_pass *pass, uint64_t page)
{
	uint64_t nth = pass->undo * (page - pass->b) & (writer->pages - 1);

	return pass->number + (nth < pass->done);
}

/* The last generation up to this one that this turn has made; 0: none. */
uint64_t writer_last(uint64_t page, unsigned int turn, uint64_t generation);

/* The words of a place with what the kind writes in this generation, at its offset. */
void writer_value(const struct writer *writer, uint64_t page, const struct store_kind *kind,
		  uint64_t generation, uint64_t *words);

/* Does the turn's place hold what this generation, which the turn has made, has left? */
bool writer_holds(const struct writer *writer, uint64_t page, unsigned int turn,
		  uint64_t generation);
/* All of that. */
void writer_expect(const struct writer *writer, uint64_t page, unsigned int turn,
		   uint64_t generation, uint64_t *words);
/* Notes what is wrong with a page that should be of this generation. */
void writer_note(struct writer *writer, uint64_t page, uint64_t generation);

#endif
