/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a migration took, as the source says in the end. */
#ifndef MIGRATE_FIGURES_H
#define MIGRATE_FIGURES_H

#include <jansson.h>
#include <stdint.h>

struct migrate_figures {
	uint64_t downtime_ns, total_ns;
	uint64_t rounds; /* through all memory; the last one with the guest stopped */
	uint64_t sent;	 /* pages */
	uint64_t resent; /* of these, more than each page once */
};

void migrate_figures_take(struct migrate_figures *figures, const json_t *answer);

#endif
