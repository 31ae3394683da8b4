/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The labs that there are: each a host, described by a file of host/labs. */
#ifndef LAB_KIND_H
#define LAB_KIND_H

#include "host.h"

struct lab_kind {
	struct host host;
	char *name;
	char *path; /* of its description */
	enum arch arch;
	unsigned int cpus;     /* of the lab's machine */
	unsigned int most;     /* CPUs of one guest; 0: as many as it wants */
	unsigned int boot;     /* seconds until the agent must have said hello */
	unsigned int silence;  /* seconds that may pass without a sign of life */
	char *needs;	       /* the host with whose programs it is made; often NULL */
	struct words emulator; /* {kernel}, {initrd}, {append}, {build}/ stand for them */
	struct words append;   /* of the lab's kernel */
	struct words modules;  /* in the order of loading */
	struct words lacks; /* words of a run's machine or parameters that its KVM cannot provide */
	struct words kernel_package; /* Debian's name of the architecture, and the package */
	struct words qemu_package;   /* likewise, for runs that our VMM cannot do; or none */
	bool no_vmm;		     /* QEMU runs what our VMM could, too */
	bool rests;		     /* it is stopped while no guest is in it */
	char *machine;		     /* of a run in its QEMU that names none; NULL: the usual one */
	char *known;		     /* whose known failures are also its; NULL: it has its own */
	char *flavour; /* of a kernel of our own; NULL: the kernel of the distribution */

	struct words files;  /* images that the runs of this session want inside */
	char *qemu;	     /* where it is prepared; NULL: no run has asked for it */
	bool with_qemu;	     /* runs of this session want it inside */
	char *qemu_problem;  /* why it cannot be had */
	char *image;	     /* a kernel of our own; NULL: the one that was prepared */
	char *initrd;	     /* once it is packed */
	char *kernel;	     /* what it is called, once it is prepared */
	unsigned int failed; /* boots in a row that came to nothing */
	char *why;	     /* the last one did */
	struct lab_kind *next;
};

/* By number, from 0; NULL behind the last. The files of host/labs are read the first time. */
struct lab_kind *lab_kind_at(size_t index);
struct lab_kind *lab_kind_of(const struct host *host);
void lab_kinds_free(void);

/* The fault in kernels of our own, or "none"; NULL: the kernels of the distribution. */
extern const char *lab_fault;

#endif
