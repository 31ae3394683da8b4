/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "room.h"
#include "say.h"

void *room(size_t size)
{
	void *at = calloc(1, size);

	if (!at)
		die("no memory for %zu bytes more", size);
	return at;
}

void *room_with(const void *content, size_t size)
{
	return memcpy(room(size), content, size);
}
