/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can raise adapter interruptions, and how it is told to.
 */
#include <airq_source.h>
#include <pci.h>
#include <pong_io.h>
#include <spinlock.h>
#include <test.h>
#include <virtio_ccw.h>
#include <virtio_pci.h>
#include <zpci_sender.h>

#define SUMMARY_BIT 7 /* counted from the left: the byte is 1, as virtio has it */

/* One PONG device is all sources: it must not be made to forget what the others have asked for. */
static struct subchannel *pong;
static struct spinlock pong_lock;

static unsigned int count_pong(void)
{
	return css_find_control_unit(PONG_CU_TYPE, 0) ? AIRQ_SOURCES_MAX : 0;
}

static void open_pong(struct airq_source *source, unsigned int nth)
{
	struct subchannel *sch = css_find_control_unit(PONG_CU_TYPE, 0);

	source->name = "PONG";
	if (!nth || sch != pong || !sch->open)
		pong = pong_open(0, AIRQ_SOURCE_ISC);
}

static void nothing_to_do(struct airq_source *source)
{
	(void)source;
}

static void reach_pong(struct airq_source *source)
{
	REQUIRE(css_enable(pong, AIRQ_SOURCE_ISC), "%s", source->name);
}

/* Several CPUs may want something of the device; none may be interrupted by its subchannel. */
static void raise_pong(struct airq_source *source, unsigned int after_us)
{
	const struct pong_interrupt interrupt = {
		.isc = source->airq.isc,
		.count = 1,
		.after_us = after_us,
		.indicators = (uintptr_t)source->vector,
		.summary = (uintptr_t)&source->summary,
		.bit = AIRQ_SOURCE_BIT,
		.summary_bit = SUMMARY_BIT,
	};

	bool enabled = irq_save(), open;

	spin_lock(&pong_lock);
	open = irq_close(IRQ_IO(AIRQ_SOURCE_ISC));
	pong_interrupt(pong, &interrupt);
	if (open)
		irq_open(IRQ_IO(AIRQ_SOURCE_ISC));
	spin_unlock(&pong_lock);
	irq_restore(enabled);
}

const struct airq_source_kind airq_source_pong = {
	.count = count_pong,
	.open = open_pong,
	.close = nothing_to_do,
	.reach = reach_pong,
	.raise = raise_pong,
};

static struct virtio_device *nth_virtio(unsigned int nth)
{
	struct virtio_device *device;

	for (unsigned int n = 0; (device = virtio_find(VIRTIO_ENTROPY, n)); n++) {
		if (virtio_ccw_subchannel(device) && !nth--)
			return device;
	}
	return NULL;
}

static unsigned int count_virtio(void)
{
	unsigned int count = 0;

	while (nth_virtio(count))
		count++;
	return count;
}

static void open_virtio(struct airq_source *source, unsigned int nth)
{
	struct virtio_device *device = nth_virtio(nth);
	const struct virtio_ccw_adapter adapter = {
		.summary = (uintptr_t)&source->summary,
		.vector = (uintptr_t)source->vector,
		.bit = AIRQ_SOURCE_BIT,
		.isc = source->airq.isc,
	};

	source->name = device->name;
	REQUIRE(virtio_negotiate(device, 0, VIRTIO_ACCESS_PLATFORM));
	REQUIRE(virtio_ccw_set_adapter(device, &adapter), "%s: no adapter indicators",
		source->name);
	REQUIRE(virtio_rng_start(&source->rng, device, VIRTIO_BY_POLLING));
	virtqueue_want_interrupts(source->rng.queue, true);
}

static void close_virtio(struct airq_source *source)
{
	REQUIRE(virtio_reset(source->rng.device));
}

static void reach_virtio(struct airq_source *source)
{
	REQUIRE(virtio_ccw_negotiate(source->rng.device, VIRTIO_CCW_REVISION_MAX));
}

/* Whatever it is asked for; what it gives back is of no interest. */
static void raise_virtio(struct airq_source *source, unsigned int after_us)
{
	struct virtq_part part = { &source->byte, sizeof(source->byte), true };
	uint32_t written;
	void *token;

	(void)after_us;
	while (virtqueue_take(source->rng.queue, &token, &written))
		;
	REQUIRE(virtio_rng_ask(&source->rng, &part, 1, source), "%s: queue is full", source->name);
}

const struct airq_source_kind airq_source_virtio = {
	.count = count_virtio,
	.open = open_virtio,
	.close = close_virtio,
	.reach = reach_virtio,
	.raise = raise_virtio,
};

static unsigned int count_zpci(void)
{
	struct virtio_device *device = virtio_find(VIRTIO_ENTROPY, 0);

	return device && virtio_pci_function(device) ? 1 : 0;
}

static bool sender_open;

static void forget_sender(struct case_undo *undo)
{
	(void)undo;
	sender_open = false;
}

/* Once in a case. The sender has the subclass open then, and a handler that counts. */
static void open_sender(unsigned int isc)
{
	static struct case_undo undo = { .undo = forget_sender };

	if (!sender_open) {
		sender_open = true;
		case_at_end(&undo);
		zpci_sender_open(isc);
		irq_close(IRQ_IO(isc));
	}
}

static void open_zpci(struct airq_source *source, unsigned int nth)
{
	const unsigned int messages = 8;
	struct zpci_fib fib;

	(void)nth;
	source->name = "PCI function";
	open_sender(source->airq.isc);
	fib = zpci_sender_fib(source->airq.isc, messages, AIRQ_SOURCE_BIT - zpci_sender.message,
			      SUMMARY_BIT);
	fib.vector = (uintptr_t)source->vector;
	fib.summary = (uintptr_t)&source->summary;
	REQUIRE_EQ(zpci_sender_modify(ZPCI_REGISTER_INTERRUPTS, &fib, NULL), ZPCI_DONE);
}

static void close_zpci(struct airq_source *source)
{
	(void)source;
	zpci_sender_unregister();
}

static void raise_zpci(struct airq_source *source, unsigned int after_us)
{
	(void)source;
	(void)after_us;
	zpci_sender_send();
}

/* Opening finds the function again after a reset. */
const struct airq_source_kind airq_source_zpci = {
	.count = count_zpci,
	.open = open_zpci,
	.close = close_zpci,
	.reach = nothing_to_do,
	.raise = raise_zpci,
};
