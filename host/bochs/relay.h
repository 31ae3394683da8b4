/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bochs between two terminals: one is the guest's first serial port, and is
 * connected with our standard input and output; the other is where Bochs
 * draws its screen, which nobody looks at.
 */
#ifndef RELAY_H
#define RELAY_H

#include <poll.h>

#include "../run/text.h"

struct terminal {
	int ours;
	int theirs;
};

struct relay {
	struct terminal console, screen;
	struct buf input; /* that the console did not take yet */
	bool input_over;  /* there will be no more */
};

enum { RELAY_CONSOLE, RELAY_SCREEN, RELAY_INPUT, RELAY_FDS };

/* Bytes pass through the terminals unchanged. */
void relay_open(struct relay *relay);
/* What to wait for; for output only, where the guest does not run. */
void relay_want(const struct relay *relay, struct pollfd *fds, bool runs);
void relay_pass(struct relay *relay, const struct pollfd *fds);
/* All output that is there. */
void relay_drain(struct relay *relay);
/* Input that Bochs has not read, while it reads none, is again what the console did not take. */
void relay_take_back(struct relay *relay);

#endif
