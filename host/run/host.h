/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hosts: what runs a guest.
 *
 * A host turns a run into a command whose standard input and output are the
 * guest's console. Everything else about a guest (time limits, verdicts,
 * results) is the same on every host. A new host is one file with a struct
 * host, and one line in the table of host.c.
 */
#ifndef HOST_H
#define HOST_H

#include "arch.h"
#include "qmp.h"
#include "text.h"

struct migrate_order;
struct run;
struct vm;

/* What is particular about one start of a guest. */
struct launch {
	const char *append; /* the guest's command line */
	int monitor_fd;	    /* one end of a socket pair for QMP; -1: none */
	bool incoming;	    /* wait for a migration instead of booting */
	struct vm *beside;  /* to be started where this one is, if that matters; or NULL */
	bool gdb;	    /* stop before the first instruction ... */
	int gdb_fd;	    /* ... and listen to gdb here */
};

/*
 * How the runner reaches guests that are no children of its own, since they run inside
 * another machine. The vm is owed its callbacks as by one that is.
 */
struct remote {
	/* 0, or an errno that says why not; the guest may begin later. */
	int (*start)(struct vm *vm, const struct run *run, const struct launch *launch,
		     const struct words *argv);
	/* To the monitor; what that says is handed to qmp_hear(). */
	qmp_send_fn *ask;
	void (*input)(struct vm *vm, const char *data, size_t size);
	void (*hold)(struct vm *vm, bool still);
	void (*kill)(struct vm *vm);
	void (*forget)(struct vm *vm); /* calls nothing back any more */
};

struct host {
	const char *name;
	const char *what;	     /* one line for --help */
	bool monitor;		     /* speaks QMP: control requests and migration */
	bool migrates;		     /* speaks as much of QMP as a migration takes */
	bool thrifty;		     /* but only to runs that cannot do without */
	bool control;		     /* hands on control requests, as far as they need no monitor */
	bool gdb;		     /* can wait for gdb, see struct launch */
	bool own_time;		     /* its guests' clocks are not late: slower is not for them */
	bool scenarios;		     /* runs scenarios of the VMM, see docs/vmm.md */
	bool bare;		     /* its machines have no PCI */
	const char *words;	     /* for the library in guests; NULL: none */
	unsigned int slower;	     /* factor on all time limits */
	unsigned int cpus;	     /* of this machine that guests can use; 0: all they want */
	unsigned int settles;	     /* seconds until the first guest can begin; often 0 */
	const enum arch *only;	     /* the one architecture of its guests; NULL: all */
	const struct remote *remote; /* NULL: guests are children of the runner */

	/*
	 * What the host lacks to run guests of this architecture, in one line that
	 * the caller frees; NULL if nothing. May ask a program what it can do.
	 */
	char *(*unavailable)(const struct host *host, enum arch arch);
	/* What it lacks for this run, likewise. */
	char *(*lacks)(const struct run *run);
	/* Whether a guest that asks to be migrated is answered by what runs it; NULL: none is. */
	bool (*moves)(const struct run *run);
	/* Why no guest can be migrated so; NULL: it can. Likewise if it is not there. */
	const char *(*migrate_lacks)(const struct migrate_order *order);
	/* Told of each run that it will be asked to start, before the first; NULL: not needed. */
	void (*include)(const struct run *run);
	void (*command)(const struct run *run, const struct launch *launch, struct words *argv);
	/* The list of its known failures: host/known/NAME.txt; NULL: it is called as the host. */
	const char *(*known)(const struct host *host);
	/* Another host whose list is also this one's, or NULL; no function: always NULL. */
	const char *(*known_with)(const struct host *host);
	/* What runs the guest and its version, for the results. */
	char *(*version)(const struct host *host, enum arch arch);
};

/* One after the other from 0; NULL behind the last. */
const struct host *host_at(size_t index);

/* Where programs are asked once and what they say is kept: set before any host is used. */
extern const char *host_build_directory;
/* Where images and the programs that run them were built. */
extern const char *host_image_directory;

const struct host *host_by_name(const char *name);
/* The session is over: what hosts keep running for the next guest ends. */
void hosts_stop(void);
void hosts_free(void);

#endif
