/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the monitor is asked for: that the guest goes elsewhere, or comes from there. It is
 * frozen, saved, sent as a whole, loaded, and goes on.
 */
#ifndef MIGRATE_H
#define MIGRATE_H

#include "guest.h"
#include "monitor.h"
#include "relay.h"

struct migration {
	struct monitor monitor;
	struct guest *guest;
	struct relay *relay;
	int out;	     /* to where it goes; -1: nowhere */
	uint64_t begin, end; /* in nanoseconds */
	uint64_t pages;
	const char *failure;
	bool quit; /* this process is of no use any more */
};

void migrate_hear(struct migration *migration);
/* The guest is frozen, as it was asked to. */
void migrate_frozen(struct migration *migration);

#endif
