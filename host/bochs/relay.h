/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bochs between two terminals: one is the guest's first serial port, and is
 * connected with our standard input and output; the other is where Bochs
 * draws its screen, which nobody looks at.
 */
#ifndef RELAY_H
#define RELAY_H

struct terminal {
	int ours;
	int theirs;
};

/* Bytes pass through it unchanged. */
void terminal_open(struct terminal *terminal);

/* Until the process is gone and all that it said is passed on; its status. */
int relay(struct terminal *console, struct terminal *screen, int process);

#endif
