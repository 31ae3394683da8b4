/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <endian.h>
#include <mmu.h>
#include <test.h>
#include <virtio_balloon.h>

#define REPORTING BIT(5) /* features */
#define HINTS	  BIT(3)

enum { QUEUE_INFLATE = 0, QUEUE_DEFLATE = 1, QUEUE_HINTS = 3 };

#define UNIT	 4096 /* of the numbers of pages, whatever pages the guest has */
#define NUMBERS	 64   /* of one request */
#define PATIENCE (5 * NS_PER_S)

/* Queues of features that the device does not have are left out of the count. */
static unsigned int report_index(struct virtio_device *device)
{
	return virtio_offered(device) & HINTS ? QUEUE_HINTS + 1 : QUEUE_HINTS;
}

void virtio_balloon_need(struct virtio_balloon *balloon)
{
	struct virtio_device *device = virtio_find(VIRTIO_BALLOON, 0);

	if (!device)
		SKIP("needs a balloon: -device virtio-balloon-pci, or -device virtio-balloon-ccw");
	REQUIRE(virtio_negotiate(device, 0, REPORTING));
	*balloon = (struct virtio_balloon){
		.device = device,
		.inflate = virtqueue_open(device, QUEUE_INFLATE),
		.deflate = virtqueue_open(device, QUEUE_DEFLATE),
	};
	if (device->features & REPORTING && report_index(device) < VIRTIO_QUEUES)
		balloon->report = virtqueue_open(device, report_index(device));
	virtio_run(device);
}

static bool ask(struct virtqueue *queue, struct virtq_part part)
{
	uint32_t written;
	void *token;

	if (!virtqueue_add(queue, &part, 1, queue))
		return false;
	virtqueue_kick(queue);
	return virtqueue_wait(queue, &token, &written, PATIENCE);
}

static bool tell(struct virtqueue *queue, void *pages, unsigned int count)
{
	static uint32_t numbers[NUMBERS];
	uint64_t first = (uintptr_t)pages / UNIT;

	while (count) {
		unsigned int some = count < NUMBERS ? count : NUMBERS;

		for (unsigned int i = 0; i < some; i++)
			numbers[i] = cpu_to_le32(first + i);
		if (!ask(queue, (struct virtq_part){ numbers, some * sizeof(*numbers), false }))
			return false;
		first += some;
		count -= some;
	}
	return true;
}

bool virtio_balloon_inflate(struct virtio_balloon *balloon, void *pages, unsigned int count)
{
	return tell(balloon->inflate, pages, count * (PAGE_SIZE / UNIT));
}

bool virtio_balloon_deflate(struct virtio_balloon *balloon, void *pages, unsigned int count)
{
	return tell(balloon->deflate, pages, count * (PAGE_SIZE / UNIT));
}

bool virtio_balloon_report(struct virtio_balloon *balloon, void *pages, unsigned int count)
{
	return ask(balloon->report, (struct virtq_part){ pages, count * PAGE_SIZE, true });
}
