/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What TEST() says about a case, see docs/design.md.
 */
#ifndef NOTE_H
#define NOTE_H

#include <stddef.h>
#include <stdint.h>

const char *note_name(const char *note);

/* The next attribute with this key behind `after` (NULL: the first); NULL if there is none. */
const char *note_attribute(const char *note, const char *key, const char *after);

/* Why the case cannot run on this machine; NULL if it can. */
const char *note_unmet_need(const char *note);

/* Seconds that the case may take, 0 for no limit. */
uint64_t note_timeout(const char *note);

#endif
