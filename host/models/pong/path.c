/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Channel paths. QEMU gives each out once and never takes it back, so those of devices
 * that are gone are kept here for devices to come.
 */
#include "pong.h"

enum { PATHS = 256, IMAGES = 256 };

static bool left[IMAGES][PATHS];

bool path_take(uint8_t cssid, uint8_t *path)
{
	unsigned int fresh;

	for (unsigned int i = 0; i < PATHS; i++) {
		if (left[cssid][i]) {
			left[cssid][i] = false;
			*path = i;
			return true;
		}
	}
	fresh = css_find_free_chpid(cssid);
	*path = fresh;
	return fresh < PATHS;
}

void path_leave(uint8_t cssid, uint8_t path)
{
	left[cssid][path] = true;
}
