/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU in a lab, for runs that our VMM cannot do: its machines lack what they ask for. */
#ifndef LAB_QEMU_H
#define LAB_QEMU_H

#include "host.h"

/* Whether the run is one of these. */
bool lab_wants_qemu(const struct run *run);
/* Why it cannot be had, or what it lacks. Fetches it the first time. */
char *lab_qemu_lacks(const struct run *run);
/* Puts what it needs for the run among the lab's files. */
void lab_qemu_include(const struct run *run);
void lab_qemu_command(const struct run *run, const struct launch *launch, struct words *argv);
/* To be freed: 7.2+dfsg-7 and so on; NULL if no run has asked for it. */
char *lab_qemu_version(const struct host *host);

#endif
