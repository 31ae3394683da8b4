/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <endian.h>
#include <mmu.h>
#include <test.h>
#include <virtio_balloon.h>

#define REPORTING BIT(5) /* features */
#define HINTS	  BIT(3)

enum { QUEUE_INFLATE = 0, QUEUE_DEFLATE = 1, QUEUE_HINTS = 3 };

#define UNIT	    4096 /* of the numbers of pages, whatever pages the guest has */
#define COMMAND	    8	 /* in the configuration */
#define NUMBERS	    64	 /* of one request */
#define PATIENCE    (5 * NS_PER_S)
#define TELL_AGAIN  (20 * NS_PER_MS)
#define TELL_ANYWAY 25 /* each so many times */

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
	REQUIRE(virtio_negotiate(device, 0, REPORTING | HINTS));
	*balloon = (struct virtio_balloon){
		.device = device,
		.inflate = virtqueue_open(device, QUEUE_INFLATE),
		.deflate = virtqueue_open(device, QUEUE_DEFLATE),
	};
	if (device->features & HINTS)
		balloon->hints = virtqueue_open(device, QUEUE_HINTS);
	if (device->features & REPORTING && report_index(device) < VIRTIO_QUEUES)
		balloon->report = virtqueue_open(device, report_index(device));
	virtio_run(device);
}

/* A device may miss that there is something, or that it is to look without being told. */
static void tell_again(struct virtio_balloon *balloon, struct virtqueue *queue, unsigned int times)
{
	if (virtqueue_kick(queue)) {
		balloon->told_again++;
	} else if (!(times % TELL_ANYWAY)) {
		virtqueue_kick_anyway(queue);
		balloon->told_anyway++;
	}
}

static bool ask(struct virtio_balloon *balloon, struct virtqueue *queue,
		const struct virtq_part *parts, unsigned int count)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	unsigned int times = 0;
	uint32_t written;
	void *token;

	if (!virtqueue_add(queue, parts, count, queue))
		return false;
	virtqueue_kick(queue);
	while (!virtqueue_wait(queue, &token, &written, TELL_AGAIN)) {
		if (clock_ns() > end)
			return false;
		tell_again(balloon, queue, ++times);
	}
	return true;
}

static bool tell(struct virtio_balloon *balloon, struct virtqueue *queue, void *pages,
		 unsigned int count)
{
	static uint32_t numbers[NUMBERS];
	uint64_t first = (uintptr_t)pages / UNIT;

	while (count) {
		unsigned int some = count < NUMBERS ? count : NUMBERS;

		for (unsigned int i = 0; i < some; i++)
			numbers[i] = cpu_to_le32(first + i);
		if (!ask(balloon, queue,
			 &(struct virtq_part){ numbers, some * sizeof(*numbers), false }, 1))
			return false;
		first += some;
		count -= some;
	}
	return true;
}

bool virtio_balloon_inflate(struct virtio_balloon *balloon, void *pages, unsigned int count)
{
	return tell(balloon, balloon->inflate, pages, count * (PAGE_SIZE / UNIT));
}

bool virtio_balloon_deflate(struct virtio_balloon *balloon, void *pages, unsigned int count)
{
	return tell(balloon, balloon->deflate, pages, count * (PAGE_SIZE / UNIT));
}

bool virtio_balloon_report(struct virtio_balloon *balloon, void *pages, unsigned int count)
{
	return ask(balloon, balloon->report, &(struct virtq_part){ pages, count * PAGE_SIZE, true },
		   1);
}

uint32_t virtio_balloon_command(struct virtio_balloon *balloon)
{
	return virtio_config32(balloon->device, COMMAND);
}

bool virtio_balloon_answer(struct virtio_balloon *balloon, uint32_t command)
{
	static uint32_t answer;

	answer = cpu_to_le32(command);
	return ask(balloon, balloon->hints, &(struct virtq_part){ &answer, sizeof(answer), false },
		   1);
}

bool virtio_balloon_hint(struct virtio_balloon *balloon, void *const *pages, unsigned int count)
{
	static struct virtq_part parts[VIRTIO_BALLOON_HINTS];

	for (unsigned int i = 0; i < count; i++)
		parts[i] = (struct virtq_part){ pages[i], PAGE_SIZE, true };
	return ask(balloon, balloon->hints, parts, count);
}
