/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A writer fills pages with numbered generations, by every kind of store that the
 * architecture has, and knows at any time what must be in them: all follows from a seed
 * and the number of stores done so far. Nothing of it is kept in memory that a host could lose
 * in step with the pages.
 *
 * One pass writes each page once. Pages are written in their order or in another random
 * order in each pass; a writer of few pages writes hot ones. Each store has a place of its
 * own in a page for each kind, so that what was lost by one kind is not hidden by the next.
 */
#ifndef WRITER_H
#define WRITER_H

#include <arch_page.h> /* PAGE_SIZE */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_PLACE 64 /* bytes for each kind of store */

struct store_kind {
	const char *name;
	unsigned int offset; /* in its place */
	unsigned int size;
	bool across; /* the place lies across the end of the page, half on each side */
	bool keeps;  /* the store must change nothing */
	/* NULL: every CPU has it */
	bool (*there)(void);
	/* Makes of any bytes those that such a store leaves; NULL: it can store any. */
	void (*shape)(uint8_t *value);
	/* Each second store of the kind changes what the first has left, as this does; or NULL. */
	void (*again)(uint8_t *value);
	/* The scratch is a page of this CPU's, with whatever in it. */
	void (*store)(uint8_t *to, const uint8_t *value, uint8_t *scratch);
};

/* From lib/writer_stores.c, and from lib/ARCH/writer_stores.c what only that one has. */
extern const struct store_kind stores_common[], stores_arch[];
extern const unsigned int stores_common_count, stores_arch_count;

/* From lib/ARCH/writer_stores.c: a number in a register of this CPU, not in memory. */
uint64_t store_count(void);
void store_count_set(uint64_t count);

enum writer_order { WRITER_SEQUENTIAL, WRITER_RANDOM };

#define WRITER_FINDINGS 4

/* A page that is wrong: stores from the first one on that its memory has not. */
struct writer_finding {
	uint64_t generation;	       /* of the page: so many stores it has seen */
	unsigned int places;	       /* wrong ones; 0: what is wrong is where no store goes */
	const struct store_kind *kind; /* of the first of these stores */
	uint64_t due, found;	       /* there; 0: what was there in the beginning */
	bool known;		       /* found is one at all */
	const uint64_t *at;	       /* the first wrong word */
	uint64_t is, was;	       /* what is there, and must be */
};

struct writer {
	uint8_t *area;
	uint64_t pages; /* 1 << shift */
	unsigned int shift;
	uint64_t seed;
	enum writer_order order;
	volatile uint64_t steps; /* stores done */
	uint8_t *scratch;
	unsigned int wrong; /* pages; those that were seen since the last report */
	uint64_t *wrong_map;
	struct writer_finding findings[WRITER_FINDINGS];
};

/* Takes pages + 1 pages of memory until the case ends. */
void writer_init(struct writer *writer, uint64_t pages, uint64_t seed, enum writer_order order);
/* One store more. Looks at first what is in its place. */
void writer_step(struct writer *writer);
/* Looks at every byte of every page. Nobody writes meanwhile. */
void writer_verify(struct writer *writer);
/* Tells what was found wrong since the last time, and returns how many pages. */
unsigned int writer_report(struct writer *writer);

/* The kinds that this CPU has, in the order of their places. */
unsigned int writer_kinds(void);
const struct store_kind *writer_kind(unsigned int n);

#endif
