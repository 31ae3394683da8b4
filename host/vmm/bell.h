/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a scenario and its guest talk. A CPU of the guest writes the address of a struct
 * command to the bell, a register of 8 bytes in memory; when the store is done, the command
 * is filled in with what the CPU shall do next. It does it and rings again.
 *
 * The guest learns from its command line where the bell is (bell=ADDRESS), and where memory
 * of the scenario's is (area=ADDRESS pages=NUMBER), and where the registers of a device may
 * be (device=ADDRESS), of two pages. For the host's compiler and the guest's.
 */
#ifndef BELL_H
#define BELL_H

#include <stdint.h>

#define AREA_PAGE 4096ull

enum {
	COMMAND_WRITE = 1, /* value to the first 8 bytes of each page */
	COMMAND_READ,	   /* the first 8 bytes of each page; their sum becomes the result */
	COMMAND_ADD,	   /* 1 to the first 8 bytes of each page, rounds times or until stop; the
			    * result is how often it has been through */
	COMMAND_STORE,	   /* value to the address first, count bytes wide */
	COMMAND_LOAD,	   /* what is there becomes the result */
	COMMAND_PROBE,	   /* a load of up to 4 bytes, or PROBE_TRAPPED */
	COMMAND_OUT,	   /* the same with ports, where there are some: value to the port first */
	COMMAND_IN,
	COMMAND_OUT_ALL,   /* count bytes, 0 and up, to the port first by one instruction */
	COMMAND_IN_ALL,	   /* so many from there; their sum becomes the result */
	COMMAND_READ_MSR,  /* first becomes the result, or PROBE_TRAPPED does */
	COMMAND_WRITE_MSR, /* the same; 0 is the result if nothing trapped */
	COMMAND_KEEP,	   /* counts up in these pages, from value, and checks them, until stop */
	COMMAND_ASK,	   /* the answer to the question first becomes the result */
	/* Until stop; the result counts what was done: */
	COMMAND_HOLD,	/* keeps values in all registers */
	COMMAND_TIME,	/* waits for timers */
	COMMAND_TALK,	/* interrupts the CPU first, and waits for its answer */
	COMMAND_LISTEN, /* sleeps, and answers */
	COMMAND_NEST,	/* runs a guest of its own, which does what first says: NEST_… */
	COMMAND_MOVE,	/* rings with first of what is to be moved, see MOVE_ASKED */
	COMMAND_STORES, /* count stores of writer first, or until stop; tells of the last one */
	COMMAND_VERIFY, /* how many pages of writer first are wrong becomes the result */
	COMMAND_END,	/* the case in the guest */
};

/* What such a guest does; COMMAND_ASK tells whether the CPU has what it takes, 1 or 0. */
enum {
	NEST_COUNTS,	  /* counts and calls, with registers made from value */
	NEST_INTERRUPTED, /* counts until it is interrupted */
	NEST_TAKES,	  /* takes interrupts that go with its entries */
	NEST_EXPIRES,	  /* waits for the preemption timer of VMX, value ns */
};

/* The result of COMMAND_MOVE when the guest wants to be moved before it goes on. */
#define MOVE_ASKED 1

/* The result where the access trapped. */
#define PROBE_TRAPPED UINT64_MAX

struct command {
	uint64_t what;
	uint64_t first, count, stride; /* pages of the area: first, first + stride, ... */
	uint64_t value;
	uint64_t rounds;
	uint64_t result;
	uint64_t stop;	 /* set by the scenario while the CPU is at work */
	uint64_t shared; /* a page in which each step of every CPU is counted, see KEEP_… */
	uint64_t steps;
	/* What the CPU found wrong, if anything; it stops then. */
	uint64_t failed, at, expected, found;
	/*
	 * A store: the kind's name, its page of the writer's, and whether the next one is
	 * written as well, or none has to be.
	 */
	uint64_t name, page, across, keeps;
};

/* COMMAND_STORES: each CPU has two writers. Questions to COMMAND_ASK about them. */
enum { WRITER_HOT, WRITER_COLD, WRITERS_PER_CPU };
enum { ASK_HOT_PAGES = 1, ASK_HOT_AREA, ASK_COLD_PAGES, ASK_COLD_AREA, ASK_KINDS, ASK_TURNS };

/*
 * COMMAND_KEEP writes a mark to these words of a page, from which the page, the word and the
 * round can be told; before, it looks for the marks of the round before. Others stay zero.
 */
#define KEEP_WORDS	4
#define KEEP_STRIDE	(AREA_PAGE / sizeof(uint64_t) / KEEP_WORDS)
#define KEEP_ROUND_BITS 24

static inline uint64_t keep_mark(uint64_t page, uint64_t word, uint64_t round)
{
	return (page * KEEP_WORDS + word) << KEEP_ROUND_BITS | round;
}

#endif
