/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine that Bochs is told to be. */
#ifndef MACHINE_H
#define MACHINE_H

#include "disk.h"
#include "../run/text.h"

struct machine {
	const char *program;
	bool headless; /* the program has no display at all, and no debugger */
	bool is_linux; /* the guest is one, with an initramfs */
	unsigned int cpus;
	unsigned int memory; /* in MiB */
	struct disk disk;
	const char *port; /* the first serial port, in the words of Bochs */
};

/* The command that starts it, and the files that it reads, which are inherited. */
void machine_command(const struct machine *machine, struct words *argv);

#endif
