/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The side of QEMU's monitor protocol that is asked, on a connected socket. Descriptors come
 * with commands.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include <jansson.h>

#include "../run/text.h"

struct monitor {
	int fd; /* -1: none, or not any more */
	struct buf heard;
	json_t *id; /* of the command that is being taken */
	int passed; /* the last descriptor that came; -1: none */
};

/* Answers at once, by one of the two below. */
typedef void monitor_take_fn(void *context, const char *command, const json_t *arguments);

void monitor_open(struct monitor *monitor, int fd);
void monitor_hear(struct monitor *monitor, monitor_take_fn *take, void *context);
/* Takes over the result; NULL: there is nothing to say. */
void monitor_return(struct monitor *monitor, json_t *result);
void monitor_error(struct monitor *monitor, const char *format, ...) PRINTF(2, 3);
/* Takes over the data; NULL: none. */
void monitor_event(struct monitor *monitor, const char *name, json_t *data);
/* The descriptor that came last, which is the caller's from now on; or -1. */
int monitor_take_passed(struct monitor *monitor);

#endif
