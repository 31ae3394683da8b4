/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's educational device: a PCI function whose interrupts and DMA the guest
 * starts by single registers, so that each can be watched alone.
 *
 * QEMU documentation, "EDU device".
 */
#include <alloc.h>
#include <clock.h>
#include <pci.h>
#include <random.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define EDU_VENDOR 0x1234
#define EDU_DEVICE 0x11e8

enum {
	EDU_IDENTITY = 0x00,
	EDU_LIVENESS = 0x04,
	EDU_FACTORIAL = 0x08,
	EDU_STATUS = 0x20,
	EDU_INTERRUPT_STATUS = 0x24,
	EDU_INTERRUPT_RAISE = 0x60,
	EDU_INTERRUPT_ACK = 0x64,
	EDU_DMA_FROM = 0x80,
	EDU_DMA_TO = 0x88,
	EDU_DMA_COUNT = 0x90,
	EDU_DMA_COMMAND = 0x98,
};

#define IDENTITY	    0xed
#define IDENTITY_MASK	    0xff
#define STATUS_COMPUTING    0x01
#define STATUS_INTERRUPT    0x80 /* when the factorial is done */
#define INTERRUPT_FACTORIAL 0x001
#define INTERRUPT_DMA	    0x100

#define DMA_START	0x1
#define DMA_TO_MEMORY	0x2
#define DMA_INTERRUPT	0x4
#define DMA_BUFFER	0x40000 /* in the device */
#define DMA_BUFFER_SIZE 4096

#define PATIENCE (10 * NS_PER_S)
#define QUIET	 (5 * NS_PER_MS)
#define RAISES	 50

static struct pci_function *edu;
static volatile unsigned int interrupts, signal, why;

static uint32_t get(unsigned int reg)
{
	return pci_bar_read(edu, 0, reg, 4);
}

static void set(unsigned int reg, uint32_t value)
{
	pci_bar_write(edu, 0, reg, 4, value);
}

static void open_edu(void)
{
	edu = pci_find(EDU_VENDOR, EDU_DEVICE, 0);
	if (!edu)
		SKIP("needs QEMU's educational device: -device edu");
	pci_command(edu, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 0);
	set(EDU_STATUS, 0);
	set(EDU_INTERRUPT_ACK, get(EDU_INTERRUPT_STATUS));
	interrupts = signal = why = 0;
}

static void interrupted(const struct irq *irq, void *context)
{
	uint32_t status = get(EDU_INTERRUPT_STATUS);

	(void)irq;
	(void)context;
	set(EDU_INTERRUPT_ACK, status);
	why = status;
	interrupts++;
	signal = 1;
}

static bool sleep(void)
{
	return irq_wait(&signal, PATIENCE * clock_slowness());
}

TEST(identity, "the device gives its identity and the inverse of what was written to it",
     NEEDS("device=edu"))
{
	open_edu();
	CHECK_EQ(get(EDU_IDENTITY) & IDENTITY_MASK, IDENTITY);
	for (unsigned int i = 0; i < 32; i++) {
		set(EDU_LIVENESS, 1u << i);
		CHECK_EQ(get(EDU_LIVENESS), ~(1u << i));
	}
}

TEST(factorial, "the factorial that a thread of the host computes arrives", NEEDS("device=edu"))
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	uint32_t product = 1;

	open_edu();
	for (uint32_t n = 1; n <= 12; n++) {
		product *= n;
		set(EDU_FACTORIAL, n);
		while (get(EDU_STATUS) & STATUS_COMPUTING)
			REQUIRE(clock_ns() < end, "computes for ever");
		CHECK_EQ(get(EDU_FACTORIAL), product);
	}
}

static void check_raises(void)
{
	for (unsigned int i = 1; i <= RAISES; i++) {
		signal = 0;
		set(EDU_INTERRUPT_RAISE, i);
		REQUIRE(sleep(), "interrupt %u does not come", i);
		CHECK_EQ(why, i);
		CHECK_EQ(interrupts, i);
	}
	clock_delay(QUIET);
	CHECK_EQ(interrupts, RAISES);
}

TEST(raised_by_wire, "each interrupt that is raised on the wire comes, and none comes after it",
     NEEDS("device=edu") CITE("PCI Local Bus Specification 3.0, 2.2.6"))
{
	open_edu();
	if (!pci_intx(edu, interrupted, NULL))
		SKIP("needs to know where the wire of %s ends", edu->name);
	check_raises();
}

TEST(raised_by_message, "each interrupt that is raised by MSI comes, and none comes after it",
     NEEDS("device=edu") CITE("PCI Local Bus Specification 3.0, 6.8.3"))
{
	open_edu();
	REQUIRE(pci_msi(edu, interrupted, NULL));
	check_raises();
}

TEST(wire_disabled, "with INTx disabled the wire stays low, and is raised when INTx is enabled",
     NEEDS("device=edu") CITE("PCI Local Bus Specification 3.0, 6.2.2, Interrupt Disable"))
{
	open_edu();
	if (!pci_intx(edu, interrupted, NULL))
		SKIP("needs to know where the wire of %s ends", edu->name);
	pci_command(edu, PCI_COMMAND_INTX_DISABLE, 0);
	set(EDU_INTERRUPT_RAISE, 1);
	clock_delay(QUIET);
	CHECK_EQ(interrupts, 0);
	CHECK(pci_read(edu, PCI_STATUS, 2) & PCI_STATUS_INTX);

	pci_command(edu, 0, PCI_COMMAND_INTX_DISABLE);
	CHECK(sleep());
	CHECK_EQ(interrupts, 1);
	CHECK(!(pci_read(edu, PCI_STATUS, 2) & PCI_STATUS_INTX));
}

TEST(factorial_interrupts, "the end of a computation interrupts", NEEDS("device=edu"))
{
	open_edu();
	REQUIRE(pci_msi(edu, interrupted, NULL));
	set(EDU_STATUS, STATUS_INTERRUPT);
	set(EDU_FACTORIAL, 10);
	REQUIRE(sleep());
	CHECK_EQ(why, INTERRUPT_FACTORIAL);
	CHECK_EQ(get(EDU_FACTORIAL), 3628800);
}

static void start_dma(uint64_t from, uint64_t to, unsigned int count, uint32_t command)
{
	pci_bar_write(edu, 0, EDU_DMA_FROM, 8, from);
	pci_bar_write(edu, 0, EDU_DMA_TO, 8, to);
	pci_bar_write(edu, 0, EDU_DMA_COUNT, 8, count);
	pci_bar_write(edu, 0, EDU_DMA_COMMAND, 8, command | DMA_START);
}

static void dma(uint64_t from, uint64_t to, unsigned int count, uint32_t command)
{
	signal = 0;
	start_dma(from, to, count, command | DMA_INTERRUPT);
	REQUIRE(sleep(), "the transfer does not end");
	CHECK_EQ(why, INTERRUPT_DMA);
}

TEST(dma_round_trip, "what DMA takes from memory it brings back unchanged, and not one byte more",
     NEEDS("device=edu"))
{
	enum { COUNT = 4001, SHIFT = 77, FILL = 0xa5 };
	uint8_t *from = page_alloc(1), *to = page_alloc(3), *guard = page_alloc(1);
	struct random random;

	open_edu();
	REQUIRE(pci_msi(edu, interrupted, NULL));
	random_seed(&random, 1);
	random_fill(&random, from, PAGE_SIZE);
	memset(to, FILL, 3 * PAGE_SIZE);
	memset(guard, FILL, PAGE_SIZE);
	dma((uintptr_t)from, DMA_BUFFER, COUNT, 0);
	dma(DMA_BUFFER, (uintptr_t)to + PAGE_SIZE - SHIFT, COUNT, DMA_TO_MEMORY);
	CHECK_MEM_EQ(to, guard, PAGE_SIZE - SHIFT);
	CHECK_MEM_EQ(to + PAGE_SIZE - SHIFT, from, COUNT);
	CHECK_MEM_EQ(to + PAGE_SIZE - SHIFT + COUNT, guard, PAGE_SIZE);
}

TEST(dma_needs_mastering, "a function that may not master the bus does not write to memory",
     NEEDS("device=edu") CITE("PCI Local Bus Specification 3.0, 6.2.2"))
{
	enum { COUNT = 64 };
	uint8_t *to = page_alloc(1), *copy = page_alloc(1);
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	open_edu();
	REQUIRE(pci_msi(edu, interrupted, NULL));
	memset(to, 0x11, PAGE_SIZE);
	dma((uintptr_t)to, DMA_BUFFER, COUNT, 0);
	memset(to, 0x22, PAGE_SIZE);
	memset(copy, 0x22, PAGE_SIZE);
	pci_command(edu, 0, PCI_COMMAND_MASTER);
	start_dma(DMA_BUFFER, (uintptr_t)to, COUNT, DMA_TO_MEMORY);
	while (pci_bar_read(edu, 0, EDU_DMA_COMMAND, 8) & DMA_START)
		REQUIRE(clock_ns() < end, "the transfer does not end");
	CHECK_MEM_EQ(to, copy, PAGE_SIZE);
}
