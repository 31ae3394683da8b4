/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the hosts that are a QEMU have in common. */
#ifndef HOST_QEMU_H
#define HOST_QEMU_H

#include "caps.h"
#include "host.h"

extern const struct host host_tcg;
extern struct host host_kvm;

/* The program for the architecture: from QEMU, QEMU_S390X and so on, or the usual one. */
const char *qemu_program(enum arch arch);
/* The machine of runs that name none. */
const char *qemu_machine(enum arch arch);
char *qemu_unavailable(const struct host *host, enum arch arch);
char *qemu_lacks(const struct run *run);
/* Of another QEMU than the one for the architecture: what it lacks for the run. */
char *qemu_lacks_of(const struct caps *caps, const struct run *run);
char *qemu_version(const struct host *host, enum arch arch);
/* What differs between the hosts. */
struct qemu {
	const char *program, *accel, *cpu;
	/* Of runs that name none; NULL: the usual one. */
	const char *machine, *memory;
};
void qemu_command(const struct run *run, const struct launch *launch, const struct qemu *qemu,
		  struct words *argv);

#endif
