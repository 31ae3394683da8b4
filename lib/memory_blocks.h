/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of a memory device, for tests: filled with what can be told again, and as many as the
 * host is told to want. The device is "mem" to QEMU.
 */
#ifndef MEMORY_BLOCKS_H
#define MEMORY_BLOCKS_H

#include <virtio_mem.h>

#define MEMORY_BLOCKS_PAGES 16 /* of each block, from its first on, that are looked at */

/* The runner has the host want so many from now on. */
void memory_blocks_want(struct virtio_mem *mem, unsigned int blocks);

/* Plugs them, which must succeed, and maps what of them is looked at. */
void memory_blocks_plug(struct virtio_mem *mem, unsigned int first, unsigned int blocks);
void memory_blocks_fill(struct virtio_mem *mem, unsigned int block, unsigned int generation);
/* A failed check if the block is not as it was filled. */
void memory_blocks_check(struct virtio_mem *mem, unsigned int block, unsigned int generation);
/* The same if it is neither that nor all zeroes, as a block may be that was unplugged since. */
void memory_blocks_check_fresh(struct virtio_mem *mem, unsigned int block, unsigned int generation);

/* To be interrupted when the host wants another size; a failed check if that does not come. */
void memory_blocks_listen(struct virtio_mem *mem);
void memory_blocks_check_told(struct virtio_mem *mem, unsigned int blocks);

#endif
