/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the hosts that are a QEMU have in common. */
#ifndef HOST_QEMU_H
#define HOST_QEMU_H

#include "host.h"

extern const struct host host_tcg, host_kvm;

/* The program for the architecture: from QEMU, QEMU_S390X and so on, or the usual one. */
const char *qemu_program(enum arch arch);
/* The machine of runs that name none. */
const char *qemu_machine(enum arch arch);
char *qemu_unavailable(enum arch arch);
char *qemu_lacks(const struct run *run);
char *qemu_version(enum arch arch);
/* accel and cpu: what differs between the hosts. */
void qemu_command(const struct run *run, const struct launch *launch, const char *accel,
		  const char *cpu, struct words *argv);

#endif
