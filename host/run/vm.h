/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One VMM process: its console, its complaints, its monitor, its end. The owner
 * gets the output as it comes, and is told of the end when nothing is left to
 * read. If output is held at that time, the owner is told at once, and again by
 * vm_release() after the output. After vm_destroy() no callback comes any more.
 */
#ifndef VM_H
#define VM_H

#include "child.h"
#include "host.h"
#include "qmp.h"

struct vm {
	void (*output)(struct vm *vm, const char *data, size_t size);
	void (*complaint)(struct vm *vm, const char *data, size_t size);
	/* A line that the kernel logged on which the guest runs, where that is told; or NULL. */
	void (*host_log)(struct vm *vm, const char *line, bool complaint);
	void (*exited)(struct vm *vm);
	void *owner;

	struct child child;
	struct watch out, err, in;
	int in_read; /* our own hold of the console's input, see vm_hand_over() */
	bool open;
	bool out_held;	  /* output waits until vm_release() */
	bool in_waiting;  /* for room in the pipe */
	bool killed;	  /* by the runner */
	char *fate;	  /* of a remote guest: how it ended, if its status does not tell */
	struct buf input; /* not yet written */
	struct qmp qmp;
	bool has_qmp;
	const struct remote *remote; /* NULL: a child */
	void *place;		     /* where it runs, for the remote */
	struct buf held;	     /* output of a remote guest that waits until vm_release() */
};

/*
 * Starts the run. With hold, output is not read before vm_release(). The
 * descriptor keep is inherited, if >= 0. An errno if the program cannot be started; 0 if it runs.
 */
int vm_start(struct vm *vm, const struct run *run, struct launch *launch, bool hold, int keep);
/* Any other program in the place of a VMM, likewise. */
int vm_spawn(struct vm *vm, const struct words *argv);
void vm_release(struct vm *vm);
bool vm_runs(const struct vm *vm);
void vm_input(struct vm *vm, const char *data, size_t size);
/* Input that the one has not taken yet goes to the other. */
void vm_hand_over(struct vm *from, struct vm *to);
/* It gets no CPU until it is let go on; to the guest its host is just busy. */
void vm_hold_still(struct vm *vm, bool still);
void vm_kill(struct vm *vm);
void vm_destroy(struct vm *vm);

/* For the remote: the guest is to start, has said something, has ended and left its place. */
void vm_remote_started(struct vm *vm, bool monitor);
void vm_remote_output(struct vm *vm, const char *data, size_t size);
void vm_remote_exited(struct vm *vm);

#endif
