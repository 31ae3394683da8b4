/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where tables have 512 entries: addresses, apart from all others, at which each CPU can put a
 * table of a writer for a moment. All entries of such tables lead to one page.
 */
#ifndef WRITER_WINDOW_H
#define WRITER_WINDOW_H

#include <stdint.h>

extern uint8_t writer_target[];

/* What table_prepare() has given tables down to where the entry for a table is. */
uint8_t *writer_window(unsigned int id);

#endif
