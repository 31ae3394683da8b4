/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is, told from the images without booting any. */
#ifndef LIST_H
#define LIST_H

#include "plan.h"

void list_plan(const struct plan *plan);  /* runs and cases with their claims */
void list_names(const struct plan *plan); /* all that can be asked for, one per line */
void list_docs(const struct plan *plan);  /* docs/tests.md */

#endif
