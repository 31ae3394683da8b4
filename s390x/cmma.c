/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collaborative memory management: with EXTRACT AND SET STORAGE ATTRIBUTES (ESSA) a guest tells
 * its host which of its blocks it needs, and the host may take away what is in the others.
 *
 * No facility bit tells of it: programs try. A host that has it keeps the states beside the
 * pages, and has to carry them when the guest moves: a block that becomes unused on the way loses
 * what is in it, one that becomes stable costs the host memory for nothing.
 */
#include <alloc.h>
#include <control.h>
#include <pattern.h>
#include <test.h>
#include <trap.h>

enum { GET_STATE, SET_STABLE, SET_UNUSED, SET_VOLATILE, SET_POTENTIALLY_VOLATILE }; /* orders */
enum { STABLE, UNUSED, POTENTIALLY_VOLATILE, VOLATILE }; /* what becomes of a block, by the guest */

#define CITED CITE("Linux, arch/s390/include/asm/page-states.h")

/* The state before; a trap of it may be probed. */
static uint64_t essa(const void *block, unsigned int order)
{
	register uint64_t attributes __asm__("r0") = 0;

	switch (order) {
#define ORDER(number)                                                      \
	case number:                                                       \
		__asm__ volatile(PROBED(".insn rrf,0xb9ab0000,%0,%1,%2,0") \
				 : "+d"(attributes)                        \
				 : "a"(block), "i"(number)                 \
				 : "memory");                              \
		break;
		ORDER(GET_STATE)
		ORDER(SET_STABLE)
		ORDER(SET_UNUSED)
		ORDER(SET_VOLATILE)
		ORDER(SET_POTENTIALLY_VOLATILE)
#undef ORDER
	}
	return attributes >> 2 & 3;
}

static unsigned int trap_of(const void *block)
{
	trap_probe_begin();
	essa(block, GET_STATE);
	return trap_probed();
}

static void *need_essa(void)
{
	void *blocks = page_alloc(1);

	if (trap_of(blocks) == TRAP_OPERATION)
		SKIP("needs collaborative memory management (ESSA)");
	return blocks;
}

TEST(absent, "where there is no collaborative memory management ESSA is an operation exception",
     CITED)
{
	unsigned int trap = trap_of(page_alloc(1));

	CHECK(trap == TRAP_OPERATION || trap == TRAP_NONE, "trap %#x", trap);
}

static const struct {
	unsigned int order, state;
} sets[] = {
	{ SET_STABLE, STABLE },
	{ SET_UNUSED, UNUSED },
	{ SET_VOLATILE, VOLATILE },
	{ SET_POTENTIALLY_VOLATILE, POTENTIALLY_VOLATILE },
};

#define SETS (sizeof(sets) / sizeof(sets[0]))

TEST(states, "ESSA gives the state that was set last, and a block that is stable keeps its content",
     CITED)
{
	uint8_t *block = need_essa();

	for (unsigned int i = 0; i < SETS; i++) {
		essa(block, sets[i].order);
		CHECK_EQ(essa(block, SET_STABLE), sets[i].state);
		CHECK_EQ(essa(block, GET_STATE), STABLE);
		pattern_fill(block, 0, i);
		CHECK(pattern_holds(block, 0, i));
	}
}

TEST(states_move, "each block has the same state after a migration, and stable ones their content",
     NEEDS("migration") CITED)
{
	uint8_t *area;

	need_essa();
	area = page_alloc(SETS);
	for (unsigned int i = 0; i < SETS; i++) {
		pattern_fill(area, i, 0);
		essa(pattern_page(area, i), sets[i].order);
	}
	control_migrate("precopy", NULL);
	for (unsigned int i = 0; i < SETS; i++) {
		CHECK_EQ(essa(pattern_page(area, i), GET_STATE), sets[i].state);
		if (sets[i].state == STABLE)
			CHECK(pattern_holds(area, i, 0));
		essa(pattern_page(area, i), SET_STABLE);
	}
}
