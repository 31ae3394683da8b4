/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plan: which runs there are on which hosts, which of their cases were
 * asked for, and which of these can be told in advance to be skipped.
 */
#ifndef PLAN_H
#define PLAN_H

#include "cfg.h"
#include "host.h"
#include "image.h"
#include "track.h"

struct known;

/* A case as part of a run. */
struct planned {
	bool selected;
	char *skip; /* what is missing, known before booting; NULL: run it */
	const struct known *known;
};

struct run {
	const struct cfg_section *section;
	const char *name; /* of the section */
	enum arch arch;
	const struct host *host;
	char *id; /* HOST/ARCH/NAME */
	struct image *image;
	char *skip;   /* why nothing of it can run; NULL: something can */
	bool set_up;  /* that reason is one of set-up, not of the machine's abilities */
	bool migrate; /* needs a monitor and a second VMM */
	bool control; /* wants to ask the runner for something */
	bool monitor; /* needs a monitor for that */
	bool moves;   /* what runs it answers when it wants to be migrated */
	unsigned int smp;
	unsigned int timeout;	  /* of a case, seconds; 0: as the case says */
	unsigned int run_timeout; /* seconds; 0: none */
	struct words groups;
	struct words needs;
	struct words params;  /* of QEMU */
	struct words plugins; /* of QEMU: the models, each with its options */
	const char *machine;  /* NULL: the usual one */
	const char *args;     /* of the test; NULL: none */
	double seconds;	      /* expected duration */
	double measured;      /* the last one; 0: none */
	size_t case_count;
	struct planned *cases; /* as many as the image has; NULL without image */
};

struct plan {
	struct run *runs;
	size_t count;
};

struct options;

/*
 * Ends the program with a message and status 2 if a name that was asked for
 * does not exist, or an image is broken.
 */
void plan_make(struct plan *plan, const struct cfg *cfg, const struct options *options);
/* Finds out what cannot run, asking the hosts; for running, not for listing. */
void plan_check(struct plan *plan);
void plan_free(struct plan *plan);

void run_clear(struct run *run);

/* How many cases of the run were asked for. */
size_t run_selected(const struct run *run);
/* Seconds that a case may take: its own word, the run's, the user's. */
unsigned int run_case_timeout(const struct run *run, unsigned int number);

#endif
