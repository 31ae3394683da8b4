/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entropy device: it writes random bytes into whatever memory it is given.
 * Tests use it as a source of DMA (VIRTIO 1.1, section 5.4).
 */
#ifndef VIRTIO_RNG_H
#define VIRTIO_RNG_H

#include <stddef.h>
#include <virtqueue.h>

struct virtio_rng {
	struct virtio_device *device;
	struct virtqueue *queue;
};

unsigned int virtio_rng_count(void);

/* Until the case ends. False if the device cannot interrupt that way, or refuses. */
bool virtio_rng_open(struct virtio_rng *rng, unsigned int nth, enum virtio_way way);

/* The same for a device that somebody else has negotiated with. */
bool virtio_rng_start(struct virtio_rng *rng, struct virtio_device *device, enum virtio_way way);

/* Asks for bytes at these places, as one chain, and tells the device. */
bool virtio_rng_ask(struct virtio_rng *rng, const struct virtq_part *parts, unsigned int count,
		    void *token);

/* Fills the memory and returns when it is full; false if the device does not go on. */
bool virtio_rng_fill(struct virtio_rng *rng, void *memory, size_t size);

/* Skips the case where there is no such device. */
void virtio_rng_need(void);

/*
 * Runs a part of a case with each device, in each of the ways from the first on that
 * it and the machine know.
 */
typedef void virtio_rng_test(struct virtio_rng *rng);

void virtio_rng_on_each(enum virtio_way first, virtio_rng_test *test);

extern const char *const virtio_rng_ways[VIRTIO_WAYS];

#endif
