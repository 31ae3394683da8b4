/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Bochs is between: the guest's first serial port, which is connected with our standard
 * input and output, and the terminal on which Bochs draws its screen, which nobody looks at.
 *
 * The port is a terminal too, so that what Bochs has not read of it can be taken back, or a
 * connection: from a terminal Bochs reads on while the FIFO of the port is full, and bytes get
 * lost if a guest does not listen for a while.
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
	int awaited;	  /* where Bochs will connect the console to; -1: nowhere, or it has */
	struct buf input; /* that the console did not take yet */
	bool input_over;  /* there will be no more */
};

enum { RELAY_CONSOLE, RELAY_SCREEN, RELAY_INPUT, RELAY_FDS };

/* Bytes pass unchanged. */
void relay_open(struct relay *relay, bool by_terminal);
/* The port, in the words of Bochs; the caller frees it. */
char *relay_port(const struct relay *relay);
/* What to wait for; for output only, where the guest does not run. */
void relay_want(const struct relay *relay, struct pollfd *fds, bool runs);
void relay_pass(struct relay *relay, const struct pollfd *fds);
/* All output that is there. */
void relay_drain(struct relay *relay);
/*
 * Input that Bochs has not read, while it reads none, is again what the console did not take. By
 * terminal only.
 */
void relay_take_back(struct relay *relay);

#endif
