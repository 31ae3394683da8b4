/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <test.h>
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

void virtio_rng_need(void)
{
	if (!virtio_rng_count())
		SKIP("needs a virtio entropy device: -device virtio-rng-pci, or -device "
		     "virtio-rng-device");
}

const char *const virtio_rng_ways[VIRTIO_WAYS] = {
	[VIRTIO_BY_POLLING] = "polling",
	[VIRTIO_BY_LINE] = "line",
	[VIRTIO_BY_MESSAGE] = "message",
};

void virtio_rng_on_each(enum virtio_way first, virtio_rng_test *test)
{
	unsigned int tested = 0;

	virtio_rng_need();
	for (unsigned int n = 0; n < virtio_rng_count(); n++) {
		for (enum virtio_way way = first; way < VIRTIO_WAYS; way++) {
			struct virtio_rng rng;

			if (!virtio_rng_open(&rng, n, way))
				continue;
			NOTE("%s, by %s", rng.device->name, virtio_rng_ways[way]);
			test(&rng);
			tested++;
			REQUIRE(virtio_reset(rng.device));
		}
	}
	CHECK_GE(tested, virtio_rng_count());
}
