/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Split virtqueues: a table of descriptors, a ring of chains that the driver
 * makes available, and a ring of those that the device has used.
 *
 * VIRTIO 1.1, section 2.6. One CPU at a time may use a queue.
 */
#ifndef VIRTQUEUE_H
#define VIRTQUEUE_H

#include <stdbool.h>
#include <stdint.h>
#include <virtio.h>

#define VIRTQ_NEXT  1 /* flags of a descriptor */
#define VIRTQ_WRITE 2

#define VIRTQ_NO_INTERRUPT 1 /* flag of the available ring */
#define VIRTQ_NO_NOTIFY	   1 /* flag of the used ring */

#define VIRTQ_LEGACY_ALIGN 4096 /* of the used ring, and what its place is counted in */

/* As the device sees them: little-endian, with the interface before version 1 as the guest is. */
struct virtq_descriptor {
	uint64_t address;
	uint32_t size;
	uint16_t flags;
	uint16_t next;
};

struct virtq_available {
	uint16_t flags;
	uint16_t index;
	uint16_t ring[];
};

struct virtq_used {
	uint16_t flags;
	uint16_t index;
	struct {
		uint32_t id;
		uint32_t written;
	} ring[];
};

struct virtqueue {
	struct virtio_device *device;
	unsigned int index;
	unsigned int size;
	struct virtq_descriptor *descriptors;
	volatile struct virtq_available *available;
	volatile struct virtq_used *used;

	uint16_t free;	 /* first of the free descriptors */
	uint16_t unused; /* how many there are */
	uint16_t added;	 /* chains made available, ever */
	uint16_t taken;	 /* used chains taken back, ever */
	void **tokens;	 /* by first descriptor */

	volatile unsigned int interrupts; /* taken for this queue */
	volatile unsigned int signal;	  /* set by each, for irq_wait() */
	uintptr_t doorbell;		  /* the transport's */
};

/* The queue at its full size. Ends the case if the device has none or refuses. */
struct virtqueue *virtqueue_open(struct virtio_device *device, unsigned int index);

/* A piece of memory in a chain. Those that the device writes come behind those that it reads. */
struct virtq_part {
	void *memory;
	uint32_t size;
	bool written;
};

/* Makes a chain available; false if there are not enough free descriptors. */
bool virtqueue_add(struct virtqueue *queue, const struct virtq_part *parts, unsigned int count,
		   void *token);

/*
 * The two halves of it, for what must be done in between: a chain that is described, of which the
 * device knows nothing, and one that it may take from now on.
 */
bool virtqueue_describe(struct virtqueue *queue, const struct virtq_part *parts, unsigned int count,
			void *token, uint16_t *first);
void virtqueue_offer(struct virtqueue *queue, uint16_t first);

/* Tells the device that chains are available. False if it asked not to be told. */
bool virtqueue_kick(struct virtqueue *queue);
/* Even then. */
void virtqueue_kick_anyway(struct virtqueue *queue);

bool virtqueue_has_used(struct virtqueue *queue);

/* Takes one used chain back; written is what the device says. False if there is none. */
bool virtqueue_take(struct virtqueue *queue, void **token, uint32_t *written);

/*
 * The same, but waits: by looking again and again, or asleep until an interrupt.
 * Without the interrupt it fails, used chain or not.
 */
bool virtqueue_wait(struct virtqueue *queue, void **token, uint32_t *written, uint64_t timeout_ns);

/* Asks the device to interrupt, or not to, when it has used a chain. */
void virtqueue_want_interrupts(struct virtqueue *queue, bool wanted);

/* For transports: in bytes, of a queue of this size. */
size_t virtq_descriptors_size(unsigned int size);
size_t virtq_available_size(unsigned int size);
size_t virtq_used_size(unsigned int size);

/* For transports: the device says that this queue, or any of its queues, has used chains. */
void virtqueue_interrupt(struct virtqueue *queue);
void virtio_interrupt(struct virtio_device *device);

#endif
