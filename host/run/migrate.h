/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Migration of a job's guest from one VMM to another, driven by the events of
 * both monitors. Nothing is polled.
 *
 * The destination is started with the same words and waits; its console is not
 * read before the source's is drained. What the source has not read of its
 * console goes to the destination. If the migration fails while the source
 * lives, the guest goes on there and is told; if a VMM dies of it, that is a
 * crash of the current case.
 */
#ifndef MIGRATE_H
#define MIGRATE_H

#include "job.h"

/* The requests of the guest. */
void migrate_once(struct job *job, char *mode);
void migrate_start(struct job *job, char *text);
void migrate_stop(struct job *job, char *text);

void migrate_begin(struct job *job); /* a boot has started */
void migrate_end(struct job *job);   /* it is over: whatever is in flight is given up */
void migrate_vm_exited(struct job *job, struct vm *vm);
/* While a guest is under way, answers wait: true if this one was taken. */
bool migrate_holds_answer(struct job *job, const char *line);
bool migrate_in_flight(const struct job *job);

#endif
