/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptions of labs, host/labs/NAME.cfg: docs/labs.md has the keys. */
#ifndef LAB_READ_H
#define LAB_READ_H

#include "lab_kind.h"

/*
 * Fills in what the file at its path says. Ends the program if that is wrong. A description
 * without the key what is no lab: others are like it.
 */
void lab_read(struct lab_kind *kind);

#endif
