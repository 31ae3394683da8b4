/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A QEMU that is started only to be asked something, and told to quit. */
#ifndef PROBE_H
#define PROBE_H

#include "child.h"
#include "qmp.h"

struct probe {
	struct child child;
	struct qmp qmp;
	struct timer patience;
	int complaints; /* its standard error: the end of a pipe */
	bool exited;
	bool timed_out;
};

/* argv without a monitor: that is added. 0, or an errno if the program cannot be started. */
int probe_start(struct probe *probe, struct words *argv);
/* Tells it to quit after all that was asked, and waits for its end. */
void probe_finish(struct probe *probe);
/* The last line of its complaints; NULL if it has none. */
char *probe_complaint(struct probe *probe);

#endif
