/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of a migration, for those who ask for one and those who see it through. */
#ifndef MIGRATE_FLIGHT_H
#define MIGRATE_FLIGHT_H

#include "migrate.h"
#include "migrate_figures.h"
#include "migrate_path.h"

enum { STATUS_SIZE = 24 };

struct migration {
	struct job *job;
	struct migrate_order order;
	bool flying;  /* from the request to the switch */
	bool leaving; /* the source was told to quit, its last output is awaited */
	bool endless, stop;
	unsigned int done; /* since migrate-start */
	char *failure;	   /* of the one in flight; of the endless ones */
	struct vm *from, *to;
	struct migrate_path path;
	bool from_completed, from_failed, to_completed, to_gone, has_figures;
	char from_status[STATUS_SIZE], to_status[STATUS_SIZE]; /* the last that each has told */
	uint64_t begin_ns, stop_ns, resume_ns;
	struct migrate_figures took;
	struct buf answers; /* held back while flying */
	struct timer patience;
};

/* Begins one, in the mode that is set. */
void migrate_fly(struct migration *m);
/* The source begins another pass: lets it end, or makes it fail, when that is due. */
void migrate_pass_over(struct migration *m, const json_t *data);

#endif
