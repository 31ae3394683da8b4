/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts commands whose program is kept ready: see ../linked/linked.h. */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "wire.h"

/* Whether there is any use in it. */
bool template_serves(const struct wire_frame *start);

/* As spawn(), with the command's ends of its streams; -1: it must be started as any other. */
pid_t template_start(const struct wire_frame *start, const int ends[WIRE_STREAMS]);

#endif
