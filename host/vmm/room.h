/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that the program cannot go on without; free() gives it back. */
#ifndef ROOM_H
#define ROOM_H

#include <stddef.h>

/* All zero. */
void *room(size_t size);
/* With a copy of what is there. */
void *room_with(const void *content, size_t size);

#endif
