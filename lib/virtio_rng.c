/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <util.h>
#include <virtio_rng.h>

#define QUEUE	 0
#define PATIENCE (5 * NS_PER_S)
#define LARGEST	 0x10000 /* of one request */

unsigned int virtio_rng_count(void)
{
	return virtio_count(VIRTIO_ENTROPY);
}

bool virtio_rng_start(struct virtio_rng *rng, struct virtio_device *device, enum virtio_way way)
{
	rng->device = device;
	if (!virtio_interrupts(device, way))
		return false;
	rng->queue = virtqueue_open(device, QUEUE);
	virtio_run(device);
	return true;
}

bool virtio_rng_open(struct virtio_rng *rng, unsigned int nth, enum virtio_way way)
{
	struct virtio_device *device = virtio_find(VIRTIO_ENTROPY, nth);

	return device && virtio_negotiate(device, 0, VIRTIO_ACCESS_PLATFORM) &&
	       virtio_rng_start(rng, device, way);
}

bool virtio_rng_ask(struct virtio_rng *rng, const struct virtq_part *parts, unsigned int count,
		    void *token)
{
	if (!virtqueue_add(rng->queue, parts, count, token))
		return false;
	virtqueue_kick(rng->queue);
	return true;
}

/* The device may give less than it was asked for, but never nothing. */
bool virtio_rng_fill(struct virtio_rng *rng, void *memory, size_t size)
{
	char *at = memory;

	while (size) {
		struct virtq_part part = { at, min(size, (size_t)LARGEST), true };
		uint32_t written;
		void *token;

		if (!virtio_rng_ask(rng, &part, 1, at) ||
		    !virtqueue_wait(rng->queue, &token, &written, PATIENCE) || !written ||
		    written > part.size)
			return false;
		at += written;
		size -= written;
	}
	return true;
}
