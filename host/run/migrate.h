/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Migration of a job's guest from one VMM to another, driven by the events of
 * both monitors. Nothing is polled.
 */
#ifndef MIGRATE_H
#define MIGRATE_H

#include "job.h"

/* The requests of the guest. */
void migrate_once(struct job *job, char *mode);
void migrate_start(struct job *job, char *mode);
void migrate_stop(struct job *job, char *text);

void migrate_begin(struct job *job);			/* the first VMM has started */
void migrate_vm_exited(struct job *job, struct vm *vm); /* one of both VMMs has ended */
void migrate_end(struct job *job);			/* whatever is in flight is given up */

#endif
