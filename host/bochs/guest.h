/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest, as the process of Bochs that it runs in. One with the patch state-on-request can be
 * frozen, and its state is then in a file without a name; and it can begin with such a state.
 */
#ifndef GUEST_H
#define GUEST_H

#include "relay.h"
#include "../run/text.h"

struct guest {
	/* set by the caller */
	const struct words *argv;
	const struct terminal *screen;
	int log;
	int saved; /* the file with the state; -1: it is neither saved nor loaded */

	enum guest_phase {
		GUEST_AWAITED, /* not started */
		GUEST_LOADING, /* its state */
		GUEST_RUNS,
		GUEST_SAVING,
		GUEST_FROZEN,
		GUEST_GONE
	} phase;
	int pid;
	int signals; /* can be read when guest_look() has something to see */
};

/* Before anything else. */
void guest_init(struct guest *guest);
/* Where the file with the state is not empty, the guest will be frozen when it is loaded. */
void guest_start(struct guest *guest);
/* Only one that runs. It will be frozen, with its state saved if the file is not empty. */
void guest_save(struct guest *guest);
/* True if it is frozen since then. */
bool guest_look(struct guest *guest);
/* It goes on. */
void guest_thaw(struct guest *guest);
void guest_kill(struct guest *guest);

#endif
