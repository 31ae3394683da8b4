/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run by hand: under a debugger, or only its command. */
#ifndef GDB_H
#define GDB_H

#include "options.h"
#include "plan.h"

/* Starts the run stopped at its first instruction, says how to attach, waits for its end. */
int gdb_wait(struct plan *plan, const struct options *options);
/* Prints the command that boots the run without a runner, for a shell. */
int gdb_print_command(struct plan *plan, const struct options *options);

#endif
