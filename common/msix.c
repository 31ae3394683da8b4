/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts by message: MSI-X, from a device that sends one for each request.
 *
 * A message is a write to an address, and what makes it an interrupt of one CPU
 * is a table in the function and, on some machines, a second one in an interrupt
 * controller. A host keeps both in a form of its own, and must notice when the
 * guest masks an entry, sends it elsewhere, or forbids the function to write.
 */
#include <clock.h>
#include <irq.h>
#include <pci.h>
#include <smp.h>
#include <test.h>
#include <virtio_pci.h>
#include <virtio_rng.h>

#define PATIENCE (5 * NS_PER_S)
#define QUIET	 (5 * NS_PER_MS) /* for what must not come */
#define REQUESTS 50

static struct {
	struct virtio_rng rng;
	struct pci_function *function;
	unsigned int entry;
} device;

/* The first entropy device that is a PCI function, with messages. */
static void open_device(void)
{
	for (unsigned int n = 0; n < virtio_rng_count(); n++) {
		struct pci_function *function = virtio_pci_function(virtio_find(VIRTIO_ENTROPY, n));

		if (!function)
			continue;
		REQUIRE(virtio_rng_open(&device.rng, n, VIRTIO_BY_MESSAGE), "%s has no messages",
			function->name);
		device.function = function;
		device.entry = virtio_pci_entry(device.rng.queue);
		return;
	}
	SKIP("needs an entropy device that is a PCI function: -device virtio-rng-pci");
}

/* Asks and waits for the answer in memory, whatever happens to the interrupt. */
static void request(void)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	static uint8_t bytes[16];
	struct virtq_part part = { bytes, sizeof(bytes), true };
	uint32_t written;
	void *token;

	REQUIRE(virtio_rng_ask(&device.rng, &part, 1, bytes));
	while (!virtqueue_take(device.rng.queue, &token, &written))
		REQUIRE(clock_ns() < end, "no answer");
}

static void wait_for(volatile unsigned int *count, unsigned int wanted)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (*count < wanted && clock_ns() < end)
		cpu_relax();
	CHECK_EQ(*count, wanted);
}

TEST(one_for_each, "each request is followed by exactly one message",
     NEEDS("device=virtio-rng-pci") CITE("PCI Local Bus Specification 3.0, 6.8.3.3"))
{
	open_device();
	for (unsigned int i = 1; i <= REQUESTS; i++) {
		request();
		wait_for(&device.rng.queue->interrupts, i);
	}
	clock_delay(QUIET);
	CHECK_EQ(device.rng.queue->interrupts, REQUESTS);
}

TEST(masked_is_pending, "a message of a masked entry is not sent, but kept until it is unmasked",
     NEEDS("device=virtio-rng-pci") CITE("PCI Local Bus Specification 3.0, 6.8.2.9 and 6.8.3.5"))
{
	open_device();
	pci_msix_mask(device.function, device.entry, true);
	CHECK(!pci_msix_is_pending(device.function, device.entry));
	request();
	clock_delay(QUIET);
	CHECK_EQ(device.rng.queue->interrupts, 0);
	CHECK(pci_msix_is_pending(device.function, device.entry));

	pci_msix_mask(device.function, device.entry, false);
	wait_for(&device.rng.queue->interrupts, 1);
	CHECK(!pci_msix_is_pending(device.function, device.entry));
	clock_delay(QUIET);
	CHECK_EQ(device.rng.queue->interrupts, 1);
}

static void mask_function(bool masked)
{
	unsigned int at = pci_capability(device.function, PCI_CAP_MSIX, 0);
	uint16_t control = pci_read(device.function, at + PCI_MSIX_CONTROL, 2);

	pci_write(device.function, at + PCI_MSIX_CONTROL, 2,
		  masked ? control | PCI_MSIX_MASK_ALL : control & ~PCI_MSIX_MASK_ALL);
}

TEST(masked_as_a_whole,
     "a masked function sends nothing, and all that is pending once it is unmasked",
     NEEDS("device=virtio-rng-pci") CITE("PCI Local Bus Specification 3.0, 6.8.2.3"))
{
	open_device();
	mask_function(true);
	request();
	request();
	clock_delay(QUIET);
	CHECK_EQ(device.rng.queue->interrupts, 0);
	CHECK(pci_msix_is_pending(device.function, device.entry));
	mask_function(false);
	wait_for(&device.rng.queue->interrupts, 1);
}

TEST(disabled_while_closed,
     "a message that comes while this CPU is not interruptible is taken later",
     NEEDS("device=virtio-rng-pci"))
{
	open_device();
	irq_disable();
	request();
	clock_delay(QUIET);
	CHECK_EQ(device.rng.queue->interrupts, 0);
	irq_enable();
	wait_for(&device.rng.queue->interrupts, 1);
}

/* Messages by CPU that took them. */
static volatile unsigned int taken[2];

static void count_here(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	taken[smp_id()]++;
}

static void send_here(void *context)
{
	*(bool *)context = pci_msix(device.function, device.entry, count_here, NULL);
}

TEST(moves_to_another_cpu, "an entry that is rewritten goes to the new CPU, and not to the old one",
     NEEDS("device=virtio-rng-pci") NEEDS("cpus=2"))
{
	bool granted = false;

	open_device();
	taken[0] = taken[1] = 0;
	for (unsigned int i = 1; i <= REQUESTS; i++) {
		unsigned int cpu = i % 2;

		smp_call(cpu, send_here, &granted);
		REQUIRE(granted, "no message to CPU %u", cpu);
		request();
		wait_for(&taken[cpu], (i + 1) / 2);
	}
	CHECK_EQ(taken[0] + taken[1], REQUESTS);
	CHECK_EQ(device.rng.queue->interrupts, 0);
}

TEST(not_without_mastering,
     "a function that may not master the bus writes neither data nor messages",
     NEEDS("device=virtio-rng-pci") CITE("PCI Local Bus Specification 3.0, 6.2.2"))
{
	static uint8_t bytes[64];
	static const uint8_t zeros[sizeof(bytes)];
	struct virtq_part part = { bytes, sizeof(bytes), true };

	open_device();
	pci_command(device.function, 0, PCI_COMMAND_MASTER);
	REQUIRE(virtio_rng_ask(&device.rng, &part, 1, bytes));
	clock_delay(QUIET);
	CHECK_MEM_EQ(bytes, zeros, sizeof(bytes));
	CHECK_EQ(device.rng.queue->interrupts, 0);
	CHECK(!virtqueue_has_used(device.rng.queue));
}
