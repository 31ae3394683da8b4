/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices behind subchannels and storage above 2 GB: rings, buffers and
 * indicators may be there, and data of commands where indirect addresses name them.
 *
 * Only what a CCW names itself has 31 bits. A host that keeps one of the other
 * addresses in a word of 32 works with every small guest, and writes to the wrong
 * place in a large one.
 */
#include <alloc.h>
#include <clock.h>
#include <css_io.h>
#include <io_log.h>
#include <irq.h>
#include <machine.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#include "virtio_ccw_entropy.h"

#define PATIENCE  (5 * NS_PER_S)
#define TWO_GB	  0x80000000ul
#define FILL	  0xa5
#define RING_SIZE (3 * PAGE_SIZE) /* of the 8 entries that the entropy device has */

/* Alignment finds what size would not: the first range of free memory is below 2 GB. */
static void *page_above_2_gb(void)
{
	struct memory_range ranges[2];

	if (machine_memory(ranges, 2) < 2)
		SKIP("needs memory above 2 GB: -m 3G");
	return page_alloc_aligned(16, TWO_GB);
}

TEST(indirect_above_2_gb, "data of commands may be above 2 GB where indirect addresses name them",
     CITE("Principles of Operation, Indirect Data Addressing, format-2 IDAW"))
{
	struct virtio_device *device = entropy_negotiate(0);
	struct virtio_ccw_features *features = page_above_2_gb();
	uint8_t *status = (uint8_t *)features, wanted;
	struct irb irb;

	*features = (struct virtio_ccw_features){ ~0u, 1 };
	irb = virtio_ccw_issue_indirect(device, VIRTIO_CCW_READ_FEATURES, sizeof(*features),
					features);
	CHECK(css_ended_well(&irb), "READ FEATURES: %#x", irb.scsw.subchannel_status);
	CHECK(features->little_endian & 0x01000000, "version 1 is not offered: %#x",
	      features->little_endian);
	wanted = virtio_status(device) | VIRTIO_DRIVER_OK;
	*status = wanted;
	irb = virtio_ccw_issue_indirect(device, VIRTIO_CCW_WRITE_STATUS, 1, features);
	CHECK(css_ended_well(&irb), "WRITE STATUS: %#x", irb.scsw.subchannel_status);
	CHECK_EQ(virtio_status(device), wanted);
}

/* The queue goes to another place before the device is told of it once more. */
static void move_queue(struct virtqueue *queue, uint8_t *from, uint8_t *to)
{
	REQUIRE((uint8_t *)queue->used - from + virtq_used_size(queue->size) <= RING_SIZE);
	memcpy(to, from, RING_SIZE);
	memset(from, FILL, RING_SIZE);
	queue->descriptors = (void *)to;
	queue->available = (void *)(to + ((uint8_t *)queue->available - from));
	queue->used = (void *)(to + ((uint8_t *)queue->used - from));
	REQUIRE(queue->device->transport->queue_start(queue->device, queue));
}

static bool is_filled(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != FILL)
			return false;
	}
	return true;
}

TEST(rings_above_2_gb, "rings and buffers above 2 GB are used there, and only there",
     CITE("VIRTIO 1.1, 4.3.2.2"))
{
	uint8_t *high = page_above_2_gb(), *buffer = high + RING_SIZE, *low;
	struct virtio_device *device = entropy_negotiate(0);
	struct virtio_rng rng;

	rng.device = device;
	rng.queue = virtqueue_open(device, 0);
	low = (uint8_t *)rng.queue->descriptors;
	move_queue(rng.queue, low, high);
	virtio_run(device);
	memset(buffer, FILL, PAGE_SIZE);
	CHECK(virtio_rng_fill(&rng, buffer, PAGE_SIZE));
	CHECK(!is_filled(buffer, PAGE_SIZE));
	CHECK(is_filled(low, RING_SIZE), "the place that the rings have left is written");
}

TEST(indicators_above_2_gb, "indicators and summary above 2 GB are set there",
     CITE("VIRTIO 1.1, 4.3.2.6"))
{
	volatile uint8_t *high = page_above_2_gb();
	struct virtio_device *device = entropy_negotiate(0);
	struct virtio_ccw_adapter adapter = { (uintptr_t)high, (uintptr_t)high + 64, 9, 4 };
	struct virtio_rng rng;
	uint8_t byte;

	io_log_begin();
	irq_open(IRQ_IO(4));
	REQUIRE(virtio_ccw_set_adapter(device, &adapter));
	REQUIRE(virtio_rng_start(&rng, device, VIRTIO_BY_POLLING));
	virtqueue_want_interrupts(rng.queue, true);
	REQUIRE(virtio_rng_fill(&rng, &byte, 1));
	REQUIRE(io_log_wait(1));
	CHECK_EQ(high[0], 1);
	CHECK_EQ(high[65], 0x40);
}

TEST(classic_above_2_gb, "classic indicators above 2 GB are set there",
     CITE("VIRTIO 1.1, 4.3.2.6.1"))
{
	volatile uint64_t *high = page_above_2_gb();
	struct virtio_device *device = entropy_negotiate(0);
	uint64_t address = (uintptr_t)high, end;
	struct virtio_rng rng;
	uint8_t byte;

	REQUIRE(virtio_ccw_command(device, VIRTIO_CCW_SET_INDICATORS, &address, sizeof(address)));
	REQUIRE(virtio_rng_start(&rng, device, VIRTIO_BY_POLLING));
	virtqueue_want_interrupts(rng.queue, true);
	REQUIRE(virtio_rng_fill(&rng, &byte, 1));
	end = clock_ns() + PATIENCE * clock_slowness();
	while (!*high && clock_ns() < end)
		cpu_relax();
	CHECK_EQ(*high, 1);
}
