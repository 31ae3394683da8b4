/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child process in a process group of its own, which does not outlive the
 * runner. Its standard streams are what the caller hands in.
 */
#ifndef CHILD_H
#define CHILD_H

#include <sys/types.h>

#include "loop.h"
#include "text.h"

struct child {
	struct watch watch; /* a pidfd */
	pid_t pid;	    /* 0: not running */
	int status;	    /* as from waitpid(), once it has exited */
	void (*exited)(struct child *child);
};

struct child_setup {
	int in, out, err; /* of the child; they stay open in the caller */
	const int *keep;  /* further descriptors that it inherits under their numbers */
	size_t keep_count;
};

/* 0, or an errno that says why the program cannot run. */
int child_start(struct child *child, const struct words *argv, const struct child_setup *setup);
void child_signal(struct child *child, int signal); /* the whole group; harmless after the exit */
/* Ends the child at once and forgets it; exited() is not called any more. */
void child_destroy(struct child *child);
/* "exited with status 1", "was killed by signal 9 (Killed)" */
char *child_describe(int status);

#endif
