/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a writer does when, and what must be in memory then: nothing but arithmetic.
 *
 * Generations of a page are counted from 1; 0 is what writer_init() has put there.
 */
#ifndef WRITER_PLAN_H
#define WRITER_PLAN_H

#include <writer.h>

/* Settles which kinds there are. */
void writer_plan_kinds(void);

static inline uint8_t *writer_page(const struct writer *writer, uint64_t page)
{
	return writer->area + page * PAGE_SIZE;
}

/* The first word of what is there in the beginning; each one is one more. */
uint64_t writer_background(const struct writer *writer, uint64_t page);

uint64_t writer_next_page(const struct writer *writer);
/* How many stores the page has seen. */
uint64_t writer_generation(const struct writer *writer, uint64_t page);

/* The kind of the store that makes this generation of the page. */
const struct store_kind *writer_turn(uint64_t page, uint64_t generation);
/* The last generation up to this one that this kind has made; 0: none. */
uint64_t writer_last(uint64_t page, const struct store_kind *kind, uint64_t generation);
/* Generations from one store of a kind to the next, in each page. */
unsigned int writer_turns(void);
/* The kind that crosses the end of this page. */
const struct store_kind *writer_crossing(uint64_t page);

uint8_t *writer_place(const struct writer *writer, uint64_t page, const struct store_kind *kind);
/* What such a store leaves; size bytes. */
void writer_value(const struct writer *writer, uint64_t page, const struct store_kind *kind,
		  uint64_t generation, uint8_t *value);

/* Is what the kind's place must hold at this generation of the page there? Notes if not. */
bool writer_check_place(struct writer *writer, uint64_t page, const struct store_kind *kind,
			uint64_t generation);
void writer_note(struct writer *writer, const struct writer_finding *finding);

#endif
