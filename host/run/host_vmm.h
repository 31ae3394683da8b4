/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_VMM_H
#define HOST_VMM_H

#include "host.h"

/* MiB of a guest that names no size, where to go through all of it takes long. */
#define SLOW_MEMORY "16"

extern struct host host_vmm;

/* The program for guests of the architecture, also where it runs in a lab; to be freed. */
char *vmm_program(enum arch arch);
char *vmm_lacks(const struct run *run);
void vmm_command(const struct run *run, const struct launch *launch, struct words *argv);

#endif
