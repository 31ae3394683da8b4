/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Caches, where software must see to them.
 */
#ifndef CACHE_H
#define CACHE_H

#include <stddef.h>

/* Instructions were written to memory: all CPUs execute them from now on. */
void cache_sync_code(const void *code, size_t size);

#endif
