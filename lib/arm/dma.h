/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that devices read and write as well: accesses before dma_order() are
 * seen by a device before those behind it, to memory or to its registers.
 *
 * The outer shareable domain, in which devices take part.
 */
#ifndef DMA_H
#define DMA_H

static inline void dma_order(void)
{
	__asm__ volatile("dmb osh" : : : "memory");
}

#endif
