/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where files are when nobody says it: in a source tree, or as make install puts them. */
#ifndef PLACES_H
#define PLACES_H

#include "options.h"

/*
 * Sets build, config, output and cache as far as they are not set. In a directory
 * without unittests.cfg, an installed program takes what was installed with it; then
 * results go into this directory, and what was learnt into the user's cache.
 */
void places_fill_in(struct options *options);

/* The directory that has host/labs and scripts: a word to put before these names. */
const char *places_tree(void);

#endif
