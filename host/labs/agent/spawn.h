/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts one command with its streams. */
#ifndef SPAWN_H
#define SPAWN_H

#include <sys/types.h>

#include "wire.h"

/*
 * The agent's ends of the streams in fds, -1 for those that the command was not
 * given. The process, in a group of its own; or -1 and errno.
 */
pid_t spawn(const struct wire_frame *start, int fds[WIRE_STREAMS]);

/* In a new process: undoes what sets the agent apart from commands. */
void spawn_be_ordinary(void);

#endif
