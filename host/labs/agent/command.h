/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands that the runner has started in the lab. */
#ifndef COMMAND_H
#define COMMAND_H

#include <poll.h>

#include "wire.h"

enum { COMMAND_MAX = 64, COMMAND_DESCRIPTORS = COMMAND_MAX * WIRE_STREAMS };

void command_start(const struct wire_frame *frame);
void command_input(const struct wire_frame *frame);
void command_signal(const struct wire_frame *frame);

/*
 * What to wait for, and what to do when it has come. Output is only waited for
 * if the line has room for it.
 */
size_t command_polls(struct pollfd *polls, bool output);
void command_ready(const struct pollfd *polls, size_t count);
void command_reap(void);

#endif
