/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The agent's end of the serial line. */
#ifndef LINE_H
#define LINE_H

#include "wire.h"

/* Opens the console of the lab; frames go to handle. */
void line_open(void (*handle)(const struct wire_frame *frame));
int line_fd(void);
void line_read(void);
/* In as many frames as it takes. */
void line_send(enum wire_type type, unsigned int channel, unsigned int stream, const void *data,
	       size_t size);
void line_say(enum wire_type type, unsigned int channel, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Sends of what waits as much as the line takes; returns how much still waits. */
size_t line_flush(void);
/* All of it: before the machine is switched off. */
void line_drain(void);

#endif
