/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PONG device in each state at the same time, for what happens to all of them at once.
 */
#ifndef CCW_HELD_H
#define CCW_HELD_H

#include "ccw_states.h"

#define ISC 3

static struct held {
	const struct state *state;
	struct subchannel *sch;
	struct schib before;
} held[STATES];

/* Interruptions that are pending by now are of no interest. */
static void hold_all(void)
{
	for (unsigned int i = 0; i < STATES; i++) {
		held[i].state = &states[i];
		held[i].sch = pong_open(i, ISC);
		state_program = &state_programs[i];
		states[i].enter(held[i].sch);
	}
	for (unsigned int i = 0; i < STATES; i++)
		held[i].before = state_now(held[i].sch);
	css_drain(CSS_ALL_SUBCLASSES);
}

#endif
