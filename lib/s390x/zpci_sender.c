/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <atomic.h>
#include <bits.h>
#include <clock.h>
#include <css.h>
#include <frame.h>
#include <irq.h>
#include <pci.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <virtio_pci.h>
#include <virtio_rng.h>
#include <zpci_sender.h>

#define PATIENCE (10 * NS_PER_S)
#define LATEST	 (2 * NS_PER_S)	 /* some hosts never interrupt where they should */
#define QUIET	 (2 * NS_PER_MS) /* for what must not come */
#define SETTLED	 (50 * NS_PER_US)

struct zpci_sender zpci_sender;
static struct virtio_rng rng;

static void interrupted(const struct irq *irq, void *context)
{
	(void)context;
	zpci_sender.word = irq->frame->io_word;
	zpci_sender.interrupts++;
}

unsigned int zpci_sender_modify(enum zpci_operation operation, const struct zpci_fib *fib,
				uint8_t *status)
{
	return zpci_modify(zpci_operand(zpci_sender.zpci->handle, 0, operation), fib, status);
}

/* What the table of messages says. */
static unsigned int message_of(struct pci_function *function, unsigned int entry)
{
	unsigned int at = pci_capability(function, PCI_CAP_MSIX, 0);
	uint32_t place = pci_read(function, at + PCI_MSIX_TABLE, 4);

	return pci_bar_read(
		function, place & PCI_MSIX_BAR,
		(place & ~PCI_MSIX_BAR) + entry * PCI_MSIX_ENTRY_SIZE + PCI_MSIX_ENTRY_DATA, 4);
}

/* The library registers interrupts of its own when it opens the device. */
void zpci_sender_open(unsigned int isc)
{
	struct pci_function *function = pci_function(0);

	if (!function)
		SKIP("needs a PCI function: -device zpci");
	memset(&zpci_sender, 0, sizeof(zpci_sender));
	zpci_sender.zpci = zpci_function(0);
	REQUIRE(zpci_enable(zpci_sender.zpci));
	if (!virtio_rng_open(&rng, 0, VIRTIO_BY_MESSAGE))
		SKIP("needs an entropy device with messages: -device virtio-rng-pci");
	zpci_sender_unregister();
	zpci_sender.message = message_of(function, virtio_pci_entry(rng.queue));
	css_drain(CSS_ALL_SUBCLASSES);
	zpci_sender_listen(isc);
}

void zpci_sender_listen(unsigned int isc)
{
	irq_register(IRQ_IO(isc), interrupted, NULL);
	irq_open(IRQ_IO(isc));
}

struct zpci_fib zpci_sender_fib(unsigned int isc, unsigned int messages, unsigned int vector_bit,
				unsigned int summary_bit)
{
	zpci_sender.vector_bit = vector_bit + zpci_sender.message;
	return (struct zpci_fib){
		.interrupts = field_put(ZPCI_FIB_ISC, 0, isc) |
			      field_put(ZPCI_FIB_MESSAGES, 0, messages) |
			      field_put(ZPCI_FIB_VECTOR_BIT, 0, vector_bit) |
			      field_put(ZPCI_FIB_SUMMARY_BIT, 0, summary_bit) | ZPCI_FIB_SUMMARIZE,
		.vector = (uintptr_t)zpci_sender.vector,
		.summary = (uintptr_t)zpci_sender.summary,
	};
}

void zpci_sender_register(unsigned int isc)
{
	const struct zpci_fib fib = zpci_sender_fib(isc, ZPCI_SENDER_MESSAGES, 0, 0);

	REQUIRE_EQ(zpci_sender_modify(ZPCI_REGISTER_INTERRUPTS, &fib, NULL), ZPCI_DONE);
}

void zpci_sender_unregister(void)
{
	const struct zpci_fib none = { 0 };

	REQUIRE_EQ(zpci_sender_modify(ZPCI_UNREGISTER_INTERRUPTS, &none, NULL), ZPCI_DONE);
}

void zpci_sender_clear(void)
{
	memset((void *)zpci_sender.vector, 0, sizeof(zpci_sender.vector));
	memset((void *)zpci_sender.summary, 0, sizeof(zpci_sender.summary));
}

static void ask(void)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	static uint8_t bytes[16];
	struct virtq_part part = { bytes, sizeof(bytes), true };
	uint32_t written;
	void *token;

	REQUIRE(virtio_rng_ask(&rng, &part, 1, bytes));
	while (!virtqueue_take(rng.queue, &token, &written))
		REQUIRE(clock_ns() < end, "no answer");
}

void zpci_sender_send(void)
{
	ask();
	clock_delay(QUIET);
}

/* The answer stands in memory a little earlier than the bit, and that than the summary. */
bool zpci_sender_sent(void)
{
	volatile uint64_t *word = &zpci_sender.vector[zpci_sender.vector_bit / 64];
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	uint64_t bit = zpci_bit(zpci_sender.vector_bit % 64);

	atomic_and(word, ~bit);
	ask();
	while (!(*word & bit) && clock_ns() < end)
		cpu_relax();
	clock_delay(SETTLED);
	return *word & bit;
}

unsigned int zpci_sender_interrupts(unsigned int wanted)
{
	uint64_t end = clock_ns() + LATEST * clock_slowness();

	while (zpci_sender.interrupts < wanted && clock_ns() < end)
		cpu_relax();
	clock_delay(QUIET);
	return zpci_sender.interrupts;
}
