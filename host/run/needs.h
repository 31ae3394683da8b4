/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Needs that can be judged before booting. Of a case: cpus=N, control,
 * migration, device=NAME; all others are the guest's to judge. Of a run:
 * these, qemu=VERSION (at least), and pci.
 */
#ifndef NEEDS_H
#define NEEDS_H

#include "plan.h"

/* What the run lacks for itself or for a case, in words; NULL if nothing. */
char *needs_run(const struct run *run);
char *needs_case(const struct run *run, const struct test_case *test);
/* Whether the run or a case of it wants to ask the runner for something, and can. */
bool needs_control(const struct run *run);
/* Whether the run or a case of it names this need. */
bool needs_word(const struct run *run, const char *word);
/* Ends the program if the run names a need that nobody can judge. */
void needs_check_words(const struct run *run, const char *config);

#endif
