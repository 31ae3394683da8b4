/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two halves of the stand-in know of each other: the lab, and the QEMU in it. */
#ifndef STANDIN_H
#define STANDIN_H

#include "wire.h"

/* About the command that runs. */
void send_frame(enum wire_type type, unsigned int stream, const void *data, size_t size);
/* The command ends, with such a status as of waitpid(). */
void finish(int status);

/* Started to be asked, it misbehaves as it is told; an unknown word is good manners. */
void qemu_start(const char *how);
/* What the runner says to its monitor. */
void qemu_hear(const void *data, size_t size);

#endif
