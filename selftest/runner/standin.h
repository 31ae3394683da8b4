/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two halves of the stand-in VMM know of each other. */
#ifndef STANDIN_H
#define STANDIN_H

#include <stdbool.h>

/* How the monitor shall misbehave. */
struct manners {
	bool close_in_migration; /* the source's monitor closes when told to migrate */
	bool refuse;		 /* migration fails, the source goes on */
	bool die_incoming;	 /* the destination dies of what comes in */
	bool source_dies;	 /* the source is killed when told to migrate */
};

extern struct manners manners;

/* fd < 0: there is no monitor. */
void monitor_open(int fd);
/* Serves the monitor until a line comes in on the console; false at its end. */
bool monitor_wait_line(char *line, int size);
/* Serves the monitor of a destination until the state has come in: the next case. */
int monitor_wait_state(void);
/* Serves questions about what this program can do, until it is told to quit. */
void monitor_serve(void);

extern int guest_state; /* travels with a migration */

/* For a destination: whether its source is held meanwhile. */
bool source_is_stopped(void);

#endif
