/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest migrates while its subchannels are in the middle of something: one in each
 * state that a PONG device can hold it in.
 *
 * What a subchannel was doing is a dozen bits, and programs that are fetched again
 * on another machine. A host that forgets one of them leaves a driver waiting for
 * ever, or has it start what is running already. The table of states and condition
 * codes is in ccw_states.h.
 *
 * Principles of Operation, chapters I/O Instructions and I/O Interruptions: nothing in
 * there knows of migration, so nothing may be seen of it.
 */
#include <control.h>
#include <css.h>
#include <test.h>
#include "ccw_held.h"

#define PoP "Principles of Operation, "

static void hold_and_move(const char *mode)
{
	hold_all();
	control_migrate(mode, NULL);
}

static void check_move(const char *mode)
{
	hold_and_move(mode);
	for (unsigned int i = 0; i < STATES; i++) {
		struct schib after = state_now(held[i].sch);

		CHECK(!memcmp(&held[i].before, &after, sizeof(after)), "%s: changed",
		      held[i].state->name);
	}
	CHECK_EQ(css_drain(CSS_ALL_SUBCLASSES), 0);
	for (unsigned int i = 0; i < STATES; i++)
		leave(held[i].sch, held[i].state);
}

TEST(moves, "each state of a subchannel is the same after a migration, and can be left",
     NEEDS("migration") CITE(PoP "Subchannel-Information Block"))
{
	check_move("precopy");
}

TEST(moves_by_postcopy, "the same if memory arrives later than the subchannels",
     NEEDS("migration") NEEDS("postcopy") CITE(PoP "Subchannel-Information Block"))
{
	check_move("postcopy");
}

TEST(moves_by_file, "the same if the guest is saved to a file, and loaded again",
     NEEDS("migration") CITE(PoP "Subchannel-Information Block"))
{
	check_move("file");
}

static void check_codes(unsigned int (*execute)(struct subchannel *sch), size_t expected)
{
	hold_and_move("precopy");
	for (unsigned int i = 0; i < STATES; i++) {
		const struct state *state = held[i].state;
		unsigned int wanted = *(const unsigned int *)((const char *)state + expected);
		unsigned int cc = execute(held[i].sch);

		CHECK(cc == wanted, "%s: condition code %u, not %u", state->name, cc, wanted);
		leave(held[i].sch, state);
	}
}

TEST(start_codes, "START SUBCHANNEL has the condition code of the state that moved",
     NEEDS("migration") CITE(PoP "START SUBCHANNEL"))
{
	check_codes(start, offsetof(struct state, start));
}

TEST(halt_codes, "HALT SUBCHANNEL has the condition code of the state that moved",
     NEEDS("migration") CITE(PoP "HALT SUBCHANNEL"))
{
	check_codes(halt, offsetof(struct state, halt));
}

TEST(cancel_codes, "CANCEL SUBCHANNEL has the condition code of the state that moved",
     NEEDS("migration") CITE(PoP "CANCEL SUBCHANNEL"))
{
	check_codes(cancel, offsetof(struct state, cancel));
}

TEST(resume_codes, "RESUME SUBCHANNEL has the condition code of the state that moved",
     NEEDS("migration") CITE(PoP "RESUME SUBCHANNEL"))
{
	check_codes(resume, offsetof(struct state, resume));
}
