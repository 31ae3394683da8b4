/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control lines: what a guest can ask of its runner. See docs/design.md.
 */
#ifndef CONTROL_H
#define CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool control_available(void);

/* Sends "#@ …" and waits; true if the answer was "@ ok …", whose rest is put into answer. */
bool control_request(char *answer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

struct migration {
	uint64_t downtime_ns; /* as the host measured it */
	uint64_t total_ns;
};

/* One migration by mode: "precopy", "postcopy", "file"; if it fails, so does the case. */
void control_migrate(const char *mode, struct migration *result);
void control_migrate_start(void);
unsigned int control_migrate_stop(void); /* how many there were */

#endif
