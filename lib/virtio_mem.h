/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory device: a range of addresses of which blocks are plugged and unplugged, at the
 * guest's request, until there is as much as the host wants (VIRTIO 1.2, section 5.15).
 */
#ifndef VIRTIO_MEM_H
#define VIRTIO_MEM_H

#include <virtqueue.h>

struct virtio_mem {
	struct virtio_device *device;
	struct virtqueue *queue;
	uint64_t address, size; /* of the whole range */
	uint64_t block;		/* bytes of one */
};

/* Until the case ends, with all blocks unplugged; skips it where there is no such device. */
void virtio_mem_need(struct virtio_mem *mem);

uint64_t virtio_mem_usable(struct virtio_mem *mem);    /* bytes from the beginning of the range */
uint64_t virtio_mem_plugged(struct virtio_mem *mem);   /* bytes */
uint64_t virtio_mem_requested(struct virtio_mem *mem); /* bytes */

enum virtio_mem_request {
	VIRTIO_MEM_PLUG,
	VIRTIO_MEM_UNPLUG,
	VIRTIO_MEM_UNPLUG_ALL,
	VIRTIO_MEM_STATE,
};

enum virtio_mem_response {
	VIRTIO_MEM_ACK,
	VIRTIO_MEM_NACK,
	VIRTIO_MEM_BUSY,
	VIRTIO_MEM_ERROR,
	VIRTIO_MEM_SILENT, /* no answer, or one that there is not */
};

enum virtio_mem_state { VIRTIO_MEM_PLUGGED, VIRTIO_MEM_UNPLUGGED, VIRTIO_MEM_MIXED };

/* Of so many blocks from this address on; state may be NULL. */
enum virtio_mem_response virtio_mem_ask(struct virtio_mem *mem, enum virtio_mem_request request,
					uint64_t address, unsigned int blocks,
					enum virtio_mem_state *state);

/* The same by the number of the first block, and the block itself, in the guest's memory. */
enum virtio_mem_response virtio_mem_plug(struct virtio_mem *mem, unsigned int first,
					 unsigned int blocks);
enum virtio_mem_response virtio_mem_unplug(struct virtio_mem *mem, unsigned int first,
					   unsigned int blocks);
enum virtio_mem_state virtio_mem_state(struct virtio_mem *mem, unsigned int first,
				       unsigned int blocks);
void *virtio_mem_block(struct virtio_mem *mem, unsigned int number);

#endif
