/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest on its way: what Bochs has saved of it, and the input that it has not read. Both sides
 * are this program, of the same version on the same machine.
 */
#ifndef STATE_H
#define STATE_H

#include "../run/text.h"

/* NULL, or why it cannot be sent. */
const char *state_send(int to, int saved, const struct buf *input);
/* The same for receiving it; saved is empty before. */
const char *state_receive(int from, int saved, struct buf *input);

#endif
