/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts of virtio devices, in every way that device and machine know: one for
 * each request, after its result is there, on the CPU that asked.
 *
 * Guests sleep until a device interrupts. A host that loses an interrupt, or sends
 * it before memory shows why, leaves one asleep for ever; the entropy device is the
 * simplest that can show it.
 */
#include <alloc.h>
#include <clock.h>
#include <irq.h>
#include <smp.h>
#include <test.h>
#include <virtio_rng.h>

#define PATIENCE (5 * NS_PER_S)
#define QUIET	 (5 * NS_PER_MS) /* for what must not come */
#define REQUESTS 100

/* The used ring must show the buffer by the time the interrupt is taken. */
static void check_interrupts(struct virtio_rng *rng)
{
	struct virtqueue *queue = rng->queue;
	uint64_t limit = PATIENCE * clock_slowness();
	uint8_t *bytes = page_alloc(1);
	unsigned int early = 0;

	for (unsigned int i = 0; i < REQUESTS; i++) {
		struct virtq_part part = { bytes, 16, true };
		uint32_t written;
		void *token;

		queue->signal = 0;
		REQUIRE(virtio_rng_ask(rng, &part, 1, bytes));
		REQUIRE(irq_wait(&queue->signal, limit), "no interrupt for request %u", i);
		early += !virtqueue_take(queue, &token, &written);
		if (early)
			REQUIRE(virtqueue_wait(queue, &token, &written, PATIENCE));
	}
	CHECK_EQ(early, 0);
	CHECK_GE(queue->interrupts, REQUESTS);
}

TEST(interrupt_for_each, "each request is followed by an interrupt that finds the buffer used",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.6.7.2"))
{
	virtio_rng_on_each(VIRTIO_BY_LINE, check_interrupts);
}

/* Memory may show a buffer as used before the interrupt for it is taken. */
static bool interrupted(const struct virtqueue *queue, unsigned int times)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (queue->interrupts < times && clock_ns() < end)
		cpu_relax();
	return queue->interrupts == times;
}

static void check_exact_interrupts(struct virtio_rng *rng)
{
	uint8_t *bytes = page_alloc(1);

	for (unsigned int i = 0; i < REQUESTS; i++) {
		REQUIRE(virtio_rng_fill(rng, bytes, 1));
		REQUIRE(interrupted(rng->queue, i + 1), "%u interrupts after %u requests",
			rng->queue->interrupts, i + 1);
	}
	clock_delay(QUIET);
	CHECK_EQ(rng->queue->interrupts, REQUESTS);
	CHECK_EQ(rng->device->config_changes, 0);
}

TEST(no_interrupt_too_many,
     "requests one by one give one interrupt each, and none for anything else",
     NEEDS("device=virtio-rng"))
{
	virtio_rng_on_each(VIRTIO_BY_LINE, check_exact_interrupts);
}

/* Polls although the device could interrupt. */
static void poll(struct virtio_rng *rng, uint32_t size)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	static uint8_t bytes[64];
	struct virtq_part part = { bytes, size, true };
	uint32_t written;
	void *token;

	REQUIRE(virtio_rng_ask(rng, &part, 1, bytes));
	while (!virtqueue_take(rng->queue, &token, &written))
		REQUIRE(clock_ns() < end, "no answer");
}

static void check_suppressed(struct virtio_rng *rng)
{
	virtqueue_want_interrupts(rng->queue, false);
	for (unsigned int i = 0; i < REQUESTS; i++)
		poll(rng, 16);
	clock_delay(QUIET);
	CHECK_EQ(rng->queue->interrupts, 0);

	virtqueue_want_interrupts(rng->queue, true);
	poll(rng, 16);
	CHECK(interrupted(rng->queue, 1));
	clock_delay(QUIET);
	CHECK_EQ(rng->queue->interrupts, 1);
}

TEST(interrupts_suppressed,
     "a device that is asked not to interrupt does not, until it is asked to",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.6.7.2"))
{
	virtio_rng_on_each(VIRTIO_BY_LINE, check_suppressed);
}

static struct virtio_rng other_rng;
static bool other_opened, other_filled;

static void use_here(void *context)
{
	enum virtio_way way = (uintptr_t)context;
	static uint8_t bytes[REQUESTS];

	other_opened = virtio_rng_open(&other_rng, (uintptr_t)context >> 8, way & 0xff);
	other_filled = other_opened;
	for (unsigned int i = 0; other_filled && i < REQUESTS; i++)
		other_filled = virtio_rng_fill(&other_rng, bytes + i, 1) &&
			       interrupted(other_rng.queue, i + 1);
}

TEST(interrupts_another_cpu,
     "a device that a second CPU uses interrupts that CPU, for each request",
     NEEDS("device=virtio-rng") NEEDS("cpus=2"))
{
	unsigned int tested = 0;

	virtio_rng_need();
	for (unsigned int n = 0; n < virtio_rng_count(); n++) {
		for (enum virtio_way way = VIRTIO_BY_LINE; way < VIRTIO_WAYS; way++) {
			smp_call(1, use_here, (void *)(uintptr_t)(n << 8 | way));
			if (!other_opened)
				continue;
			NOTE("%s, by %s", other_rng.device->name, virtio_rng_ways[way]);
			CHECK(other_filled);
			CHECK_EQ(other_rng.queue->interrupts, REQUESTS);
			tested++;
			REQUIRE(virtio_reset(other_rng.device));
		}
	}
	CHECK_GE(tested, virtio_rng_count());
}
