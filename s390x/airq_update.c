/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Indicators that an adapter sets while a CPU changes others in the same word.
 *
 * A guest takes an indicator away by an interlocked update, which leaves its
 * neighbours alone; an adapter sets them in the same way. If either does it by a
 * load and a store, an indicator is lost that was set in between, and with it
 * whatever it was to tell. A host with one CPU has to take as much care as one with
 * many: there is always the adapter.
 *
 * The CPU updates a word without changing it, again and again, until the adapter has set
 * all its bits; then the next word. Each bit is set once.
 */
#include <airq.h>
#include <clock.h>
#include <pong_io.h>
#include <string.h>
#include <test.h>

#define CITED(name) CITE("Principles of Operation, " name) CITE("VIRTIO 1.1, 4.3.3.1.2")

#define ISC	  3
#define ISC_AIRQ  5
#define WORD_BITS 32
#define WORDS	  64
#define TIMES	  20   /* with 2048 bits and four ways to update: 163,840 indications */
#define EVERY	  8    /* us: one or a few at a time, so that many meet an update */
#define IN_A_ROW  "32" /* updates without anything between them */
#define PATIENCE  (5 * NS_PER_S)
#define SOON	  (50 * NS_PER_MS) /* longer than all bits should take */

static volatile uint32_t words[WORDS];

typedef void update(volatile uint32_t *word);

/* Until the word is full, or all bits were set and it is not. */
static bool fills(volatile uint32_t *word, update *change, struct subchannel *sch, uint32_t given)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness(), look = clock_ns() + SOON;

	while (*word != UINT32_MAX && clock_ns() < end) {
		change(word);
		if (clock_ns() < look)
			continue;
		if (pong_counters(sch).interrupts_given == given)
			break;
		look = clock_ns() + SOON;
	}
	return *word == UINT32_MAX;
}

static void check_update(update *change)
{
	const struct pong_interrupt all = {
		.isc = ISC_AIRQ,
		.count = WORDS * WORD_BITS,
		.after_us = 200,
		.every_us = EVERY,
		.indicators = (uintptr_t)words,
		.bits = WORDS * WORD_BITS,
	};
	static struct airq airq = { .isc = ISC_AIRQ };
	struct subchannel *sch = pong_open(0, ISC);

	airq_register(&airq);
	for (unsigned int i = 0; i < TIMES; i++) {
		memset((void *)words, 0, sizeof(words));
		pong_interrupt(sch, &all);
		for (unsigned int n = 0; n < WORDS; n++)
			REQUIRE(fills(&words[n], change, sch, (i + 1) * WORDS * WORD_BITS),
				"word %u has %#x", n, words[n]);
		css_drain(CSS_SUBCLASS_BIT(ISC_AIRQ));
	}
	CHECK_EQ(pong_counters(sch).interrupts_given, TIMES * WORDS * WORD_BITS);
}

static void and_ones(volatile uint32_t *word)
{
	uint32_t before;

	__asm__ volatile("	.rept " IN_A_ROW "\n"
			 "	lan	%0,%1,0(%2)\n"
			 "	.endr"
			 : "=&d"(before)
			 : "d"(UINT32_MAX), "a"(word)
			 : "memory", "cc");
}

TEST(load_and_and, "LOAD AND AND loses no indicator that an adapter sets",
     CITED("LOAD AND AND, Interlocked Update"))
{
	check_update(and_ones);
}

static void or_zeros(volatile uint32_t *word)
{
	uint32_t before;

	__asm__ volatile("	.rept " IN_A_ROW "\n"
			 "	lao	%0,%1,0(%2)\n"
			 "	.endr"
			 : "=&d"(before)
			 : "d"(0), "a"(word)
			 : "memory", "cc");
}

TEST(load_and_or, "LOAD AND OR loses no indicator that an adapter sets",
     CITED("LOAD AND OR, Interlocked Update"))
{
	check_update(or_zeros);
}

static void and_bytes(volatile uint32_t *word)
{
	__asm__ volatile("	.rept " IN_A_ROW "\n"
			 "	ni	0(%0),0xff\n"
			 "	ni	1(%0),0xff\n"
			 "	ni	2(%0),0xff\n"
			 "	ni	3(%0),0xff\n"
			 "	.endr"
			 :
			 : "a"(word)
			 : "memory", "cc");
}

TEST(and_immediate, "AND of a byte in storage loses no indicator that an adapter sets",
     CITED("AND (NI), Interlocked-Access Facility 2"))
{
	check_update(and_bytes);
}

static void swap(volatile uint32_t *word)
{
	uint32_t now = *word;

	__asm__ volatile("	.rept " IN_A_ROW "\n"
			 "	cs	%0,%0,0(%1)\n"
			 "	.endr"
			 : "+d"(now)
			 : "a"(word)
			 : "memory", "cc");
}

TEST(compare_and_swap, "COMPARE AND SWAP loses no indicator that an adapter sets",
     CITED("COMPARE AND SWAP"))
{
	check_update(swap);
}
