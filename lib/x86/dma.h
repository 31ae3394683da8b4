/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that devices read and write as well: accesses before dma_order() are
 * seen by a device before those behind it, to memory or to its registers.
 *
 * Stores keep their order by themselves, but a load may overtake them.
 */
#ifndef DMA_H
#define DMA_H

static inline void dma_order(void)
{
	__asm__ volatile("mfence" : : : "memory");
}

#endif
