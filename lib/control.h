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

uint64_t control_now(void); /* the runner's clock, in ns, while it answered */

/*
 * As many migrations as a case wants to see, or fewer, but two at least, where each takes
 * longer: a guest goes there and back.
 */
unsigned int control_hops(unsigned int wanted);

struct migration {
	uint64_t downtime_ns; /* as the host measured it */
	uint64_t total_ns;
	uint64_t rounds; /* through all memory */
	uint64_t sent;	 /* pages */
	uint64_t resent; /* of these, more than each page once */
	/* Of these again, pages that had not changed; UINT64_MAX if the host does not tell. */
	uint64_t in_vain;
};

/*
 * One migration by mode: "precopy", "postcopy", "file", "snapshot", "multifd", with words
 * behind it as in docs/design.md; if it fails, so does the case. Where the host says that it
 * has no such way, the case is skipped.
 */
void control_migrate(const char *mode, struct migration *result);
/* The same for a CPU that has other things to do until it is done. */
void control_migrate_begin(const char *mode);
bool control_migrate_done(struct migration *result);
/* The same for one that is made to fail: true when it has, and the guest is where it was. */
bool control_migrate_failed(char *reason, size_t size);
void control_migrate_start(void);
unsigned int control_migrate_stop(void); /* how many there were */

#endif
