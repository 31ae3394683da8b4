/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory. Pages that a case took and kept are given back when it ends. Blocks
 * from malloc() must be freed by the case that took them: one that is left
 * over, or written beyond its end, fails the case.
 */
#ifndef ALLOC_H
#define ALLOC_H

#include <arch_page.h> /* PAGE_SIZE */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Zeroed, contiguous; align is a power of two of at least PAGE_SIZE. Ends the
 * case if there is none.
 */
void *page_alloc(size_t count);
void *page_alloc_aligned(size_t count, size_t align);
void page_free(void *page, size_t count);

/* For the library: zeroed pages that stay until the machine ends. */
void *page_keep(size_t count);

size_t page_available(void);

/* What page_alloc() will hand out next begins at or above this. */
void page_setup(void);
void page_reset(void);

/* At the end of a case: how many blocks were left or damaged. Can tell; takes them back. */
unsigned int malloc_reset(bool tell);

#endif
