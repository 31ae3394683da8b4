/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What waits on a guest when it is migrated: interrupts of devices on every way that they
 * have, interrupts between CPUs, and CPUs that sleep or are stopped.
 *
 * The controllers of each architecture are looked at one by one in ARCH/irq_moves.c. Here is
 * the whole way, from a device through all of them to a handler.
 */
#include <alloc.h>
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <held.h>
#include <irq.h>
#include <smp.h>
#include <test.h>
#include <virtio_rng.h>

#define PATIENCE (5 * NS_PER_S)
#define QUIET	 (5 * NS_PER_MS) /* for what must not come */

static void wait_until_used(struct virtqueue *queue)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (!virtqueue_has_used(queue))
		REQUIRE(clock_ns() < end, "no answer");
	clock_delay(QUIET);
}

static void move_interrupt(struct virtio_rng *rng)
{
	struct virtqueue *queue = rng->queue;
	uint64_t end;
	uint32_t written;
	void *token;

	irq_disable();
	REQUIRE(virtio_rng_ask(rng, &(struct virtq_part){ page_alloc(1), 16, true }, 1, rng));
	wait_until_used(queue);
	CHECK_EQ(queue->interrupts, 0);
	control_migrate("precopy", NULL);
	CHECK_EQ(queue->interrupts, 0);
	irq_enable();
	end = clock_ns() + PATIENCE * clock_slowness();
	while (!queue->interrupts && clock_ns() < end)
		cpu_relax();
	clock_delay(QUIET);
	CHECK_EQ(queue->interrupts, 1);
	CHECK(virtqueue_take(queue, &token, &written));
}

TEST(of_device, "an interrupt of a device that is pending moves, and comes once, on each way",
     NEEDS("migration") NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.6.7.2"))
{
	virtio_rng_on_each(VIRTIO_BY_LINE, move_interrupt);
}

static void send_to_self(void)
{
	smp_ipi(smp_id());
}

TEST(between_cpus, "an interrupt of each CPU to itself that is pending moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2"))
{
	const struct held ipi = { .source = IRQ_IPI, .raise = send_to_self };

	held_move(&ipi, &hold_all, smp_count());
}

static unsigned int calls;

static void count_call(void *context)
{
	(void)context;
	atomic_add(&calls, 1);
}

TEST(asleep, "a CPU that sleeps moves asleep, and is woken there",
     NEEDS("migration") NEEDS("cpus=2"))
{
	calls = 0;
	smp_call(1, count_call, NULL);
	control_migrate("precopy", NULL);
	smp_call(1, count_call, NULL);
	CHECK_EQ(calls, 2);
}

static void count_always(void *context)
{
	for (;;)
		count_call(context);
}

TEST(stopped, "a CPU that is stopped in the middle of its work moves so, and can be started there",
     NEEDS("migration") NEEDS("cpus=2"))
{
	unsigned int before;

	calls = 0;
	smp_run(1, count_always, NULL);
	while (!atomic_load(&calls))
		cpu_relax();
	REQUIRE(smp_stop(1));
	before = atomic_load(&calls);
	control_migrate("precopy", NULL);
	clock_delay(QUIET);
	CHECK_EQ(atomic_load(&calls), before);
	REQUIRE(smp_start(1));
	smp_call(1, count_call, NULL);
	CHECK_EQ(atomic_load(&calls), before + 1);
}
