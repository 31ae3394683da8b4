/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A prompt in a lab. */
#ifndef SHELL_H
#define SHELL_H

#include "options.h"
#include "plan.h"

/* Boots the lab that was asked for, with the images of the plan in it; the shell's status. */
int shell_run(struct plan *plan, struct options *options);

#endif
