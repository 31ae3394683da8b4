/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Indicators of virtio devices behind subchannels: which bit is set, where, and
 * that devices which share a byte do not undo each other's.
 *
 * Indicators are written by the host and cleared by the guest at the same time. One
 * who does not write them in one step, or who writes more than his bit, loses what
 * another has just said, and a queue stands still. With the argument migrate=MODE the guest
 * migrates while it is told.
 */
#include <airq_source.h>
#include <args.h>
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <control_register.h>
#include <css.h>
#include <css_io.h>
#include <io_log.h>
#include <random.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <util.h>

#include "virtio_ccw_entropy.h"

#define PATIENCE    (5 * NS_PER_S)
#define QUIET	    (2 * NS_PER_MS)
#define VECTOR	    32
#define MAX_DEVICES 8
#define ROUNDS	    2000
#define PER_MOVE    500 /* between two migrations, if there are any */

static volatile uint8_t summary, vector[VECTOR];
static uint8_t byte;

static unsigned int devices(void)
{
	return min(entropy_count(), (unsigned int)MAX_DEVICES);
}

static void start(struct virtio_rng *rng, struct virtio_device *device)
{
	REQUIRE(virtio_rng_start(rng, device, VIRTIO_BY_POLLING));
	virtqueue_want_interrupts(rng->queue, true);
}

/* One request, done when this returns but for what follows it. */
static void request(struct virtio_rng *rng)
{
	struct virtq_part part = { &byte, sizeof(byte), true };
	uint32_t written;
	void *token;

	REQUIRE(virtio_rng_ask(rng, &part, 1, rng));
	REQUIRE(virtqueue_wait(rng->queue, &token, &written, PATIENCE));
}

static bool becomes_set(const volatile uint8_t *flag)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (!*flag && clock_ns() < end)
		cpu_relax();
	return *flag;
}

static bool set_adapter(struct virtio_device *device, unsigned int bit)
{
	struct virtio_ccw_adapter adapter = { (uintptr_t)&summary, (uintptr_t)vector, bit, 0 };

	return virtio_ccw_set_adapter(device, &adapter);
}

TEST(adapter_bit,
     "the bit of the queue, counted from the left, is set, and no other, and the summary",
     CITE("VIRTIO 1.1, 4.3.2.6.3 and 4.3.3.1.2"))
{
	for (unsigned int bit = 0; bit < VECTOR * 8; bit++) {
		uint8_t expected[VECTOR] = { 0 };
		struct virtio_device *device = entropy_negotiate(0);
		struct virtio_rng rng;

		summary = 0;
		memset((void *)vector, 0, sizeof(vector));
		expected[bit / 8] = 0x80 >> bit % 8;
		REQUIRE(set_adapter(device, bit));
		start(&rng, device);
		request(&rng);
		REQUIRE(becomes_set(&summary));
		CHECK_EQ(summary, 1);
		CHECK_MEM_EQ((void *)vector, expected, sizeof(expected));
	}
}

TEST(summary_suppresses, "a device that finds the summary set does not interrupt once more",
     CITE("VIRTIO 1.1, 4.3.3.1.2.1"))
{
	struct virtio_device *device = entropy_negotiate(0);
	struct virtio_rng rng;

	summary = 0;
	memset((void *)vector, 0, sizeof(vector));
	REQUIRE(set_adapter(device, 0));
	start(&rng, device);
	io_log_begin();
	irq_open(IRQ_IO(0));
	for (unsigned int i = 0; i < 4; i++) {
		request(&rng);
		REQUIRE(becomes_set(&vector[0]), "request %u", i);
		REQUIRE(becomes_set(&summary));
		vector[0] = 0;
	}
	CHECK(io_log_wait(1));
	clock_delay(QUIET);
	CHECK_EQ(io_log.count, 1);
}

/* By polling of the subchannel: nobody is interrupted. */
TEST(classic_bit,
     "the rightmost bit of a doubleword is set for the first queue, and the subchannel says alert",
     CITE("VIRTIO 1.1, 4.3.2.6.1 and 4.3.3.1.1"))
{
	static volatile uint64_t indicators;
	uint64_t address = (uintptr_t)&indicators, end;
	struct virtio_device *device = entropy_negotiate(0);
	struct virtio_rng rng;
	struct irb irb;

	REQUIRE(virtio_ccw_command(device, VIRTIO_CCW_SET_INDICATORS, &address, sizeof(address)));
	start(&rng, device);
	io_log_begin();
	css_drain(CSS_ALL_SUBCLASSES);
	request(&rng);
	end = clock_ns() + PATIENCE * clock_slowness();
	while (!indicators && clock_ns() < end)
		cpu_relax();
	CHECK_EQ(indicators, 1);
	clock_delay(QUIET);
	REQUIRE_EQ(tsch(virtio_ccw_subchannel(device)->sid, &irb), TSCH_STORED);
	CHECK_EQ(irb.scsw.stctl, STCTL_ALERT | STCTL_PENDING);
	CHECK_EQ(irb.scsw.fctl, 0);
	CHECK_EQ(irb.scsw.subchannel_status, 0);
}

TEST(classic_interruption, "classic indicators are followed by an interruption of the subchannel",
     CITE("VIRTIO 1.1, 4.3.3.1.1"))
{
	static volatile uint64_t indicators;
	uint64_t address = (uintptr_t)&indicators;
	struct virtio_device *device = entropy_negotiate(0);
	struct virtio_rng rng;

	REQUIRE(virtio_ccw_command(device, VIRTIO_CCW_SET_INDICATORS, &address, sizeof(address)));
	start(&rng, device);
	css_drain(CSS_ALL_SUBCLASSES);
	io_log_begin();
	irq_open(IRQ_IO(VIRTIO_CCW_ISC));
	for (unsigned int i = 1; i <= 20; i++) {
		indicators = 0;
		request(&rng);
		REQUIRE(io_log_wait(i));
		CHECK_EQ(indicators, 1);
	}
	CHECK_EQ(io_log.of[0].sid, virtio_ccw_subchannel(device)->sid);
	CHECK_EQ(io_log.of[0].word, VIRTIO_CCW_ISC << IO_WORD_ISC_SHIFT);
}

TEST(either_way, "a device that has indicators of one kind rejects those of the other",
     CITE("VIRTIO 1.1, 4.3.2.6.1 and 4.3.2.6.3.1"))
{
	static uint64_t indicators;
	uint64_t address = (uintptr_t)&indicators;
	struct virtio_device *device = entropy_negotiate(0);

	CHECK(set_adapter(device, 0));
	CHECK(!virtio_ccw_command(device, VIRTIO_CCW_SET_INDICATORS, &address, sizeof(address)));
	device = entropy_negotiate(0);
	CHECK(virtio_ccw_command(device, VIRTIO_CCW_SET_INDICATORS, &address, sizeof(address)));
	CHECK(!set_adapter(device, 0));
	device = entropy_negotiate(0);
	CHECK(set_adapter(device, 0));
}

static struct {
	struct virtio_rng rng;
	unsigned int asked;
	volatile unsigned int told;
} shared[MAX_DEVICES];
static unsigned int false_ones;

/* The bits of all devices are next to each other; whose bit is set must have used a buffer. */
static void take_shared(struct airq *airq, const struct irq *irq)
{
	(void)airq;
	(void)irq;
	for (unsigned int n = 0; n < devices(); n++) {
		if (!airq_take_bit(vector, n))
			continue;
		if (!virtqueue_has_used(shared[n].rng.queue))
			false_ones++;
		shared[n].told++;
	}
}

static bool all_told(unsigned int count)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	for (unsigned int n = 0; n < count; n++) {
		while (shared[n].told != shared[n].asked) {
			if (clock_ns() > end)
				return false;
		}
	}
	return true;
}

/* Each of some of the devices has one request; all have been told before the next round. */
static void ask_some(unsigned int count, uint64_t which)
{
	struct virtq_part part = { &byte, sizeof(byte), true };

	for (unsigned int n = 0; n < count; n++) {
		if (!(which & BIT(n)))
			continue;
		REQUIRE(virtio_rng_ask(&shared[n].rng, &part, 1, &shared[n]));
		shared[n].asked++;
	}
}

static void take_back(unsigned int count)
{
	uint32_t written;
	void *token;

	for (unsigned int n = 0; n < count; n++) {
		while (virtqueue_take(shared[n].rng.queue, &token, &written))
			;
	}
}

TEST(shared_byte,
     "of devices that share summary and indicators each is told of every buffer, and no other is",
     TIMEOUT(60) CITE("VIRTIO 1.1, 4.3.2.6.3 and 4.3.3.1.2"))
{
	static struct airq airq = { .isc = 0, .handler = take_shared, .summary = &summary };
	unsigned int count = devices();
	struct random random;

	summary = false_ones = 0;
	memset((void *)vector, 0, sizeof(vector));
	memset(shared, 0, sizeof(shared));
	airq_register(&airq);
	irq_open(IRQ_IO(airq.isc));
	for (unsigned int n = 0; n < count; n++) {
		struct virtio_device *device = entropy_negotiate(n);

		REQUIRE(set_adapter(device, n));
		start(&shared[n].rng, device);
	}
	random_seed(&random, args_number("hp.seed", 1));
	for (unsigned int i = 0; i < ROUNDS; i++) {
		ask_some(count, random_u64(&random));
		if (i % PER_MOVE == 0)
			airq_meanwhile();
		REQUIRE(all_told(count), "round %u: vector %#x, summary %u", i, vector[0], summary);
		take_back(count);
	}
	CHECK_EQ(false_ones, 0);
}

TEST(configuration_changes,
     "a change of the configuration sets its own indicator, whatever kind the queues have",
     NEEDS("control") NEEDS("device=virtio-balloon-ccw")
	     CITE("VIRTIO 1.1, 4.3.2.6.2 and 4.3.3.1.1"))
{
	struct virtio_device *device = virtio_find(VIRTIO_BALLOON, 0);
	char answer[256];

	REQUIRE(device, "no balloon");
	for (enum virtio_way way = VIRTIO_BY_LINE; way < VIRTIO_WAYS; way++) {
		unsigned int changes = device->config_changes;
		uint64_t end;

		REQUIRE(virtio_negotiate(device, 0, 0));
		REQUIRE(virtio_interrupts(device, way));
		virtqueue_open(device, 0);
		virtqueue_open(device, 1);
		virtio_run(device);
		REQUIRE(control_request(answer, sizeof(answer), "qmp balloon {\"value\":%u}",
					(way + 100) << 20),
			"%s", answer);
		end = clock_ns() + PATIENCE * clock_slowness();
		while (*(volatile unsigned int *)&device->config_changes == changes &&
		       clock_ns() < end)
			cpu_relax();
		CHECK_EQ(device->config_changes, changes + 1);
	}
}
