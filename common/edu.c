/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts and DMA of a PCI function, each watched alone, by QEMU's educational device.
 */
#include <alloc.h>
#include <clock.h>
#include <edu.h>
#include <random.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define PATIENCE (10 * NS_PER_S)
#define AT_ONCE	 (2 * NS_PER_S)
#define QUIET	 (5 * NS_PER_MS)
#define RAISES	 50

static struct pci_function *edu;
static volatile unsigned int interrupts, signal, why;

static void open_edu(void)
{
	edu = edu_need();
	interrupts = signal = why = 0;
}

static void interrupted(const struct irq *irq, void *context)
{
	uint32_t status = edu_get(EDU_INTERRUPT_STATUS);

	(void)irq;
	(void)context;
	edu_set(EDU_INTERRUPT_ACK, status);
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
	CHECK_EQ(edu_get(EDU_IDENTITY) & EDU_IDENTITY_MASK, EDU_IDENTITY_VALUE);
	for (unsigned int i = 0; i < 32; i++) {
		edu_set(EDU_LIVENESS, 1u << i);
		CHECK_EQ(edu_get(EDU_LIVENESS), ~(1u << i));
	}
}

TEST(factorial, "the factorial that a thread of the host computes arrives", NEEDS("device=edu"))
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();
	uint32_t product = 1;

	open_edu();
	for (uint32_t n = 1; n <= 12; n++) {
		product *= n;
		edu_set(EDU_FACTORIAL, n);
		while (edu_get(EDU_STATUS) & EDU_STATUS_COMPUTING)
			REQUIRE(clock_ns() < end, "computes for ever");
		CHECK_EQ(edu_get(EDU_FACTORIAL), product);
	}
}

static void check_raises(void)
{
	for (unsigned int i = 1; i <= RAISES; i++) {
		signal = 0;
		edu_set(EDU_INTERRUPT_RAISE, i);
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

TEST(raised_before, "a wire that is high already interrupts when it is connected",
     NEEDS("device=edu") CITE("PCI Local Bus Specification 3.0, 2.2.6"))
{
	open_edu();
	edu_set(EDU_INTERRUPT_RAISE, 1);
	if (!pci_intx(edu, interrupted, NULL))
		SKIP("needs to know where the wire of %s ends", edu->name);
	CHECK(irq_wait(&signal, AT_ONCE * clock_slowness()));
	CHECK_EQ(interrupts, 1);
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
	edu_set(EDU_INTERRUPT_RAISE, 1);
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
	edu_set(EDU_STATUS, EDU_STATUS_INTERRUPT);
	edu_set(EDU_FACTORIAL, 10);
	REQUIRE(sleep());
	CHECK_EQ(why, EDU_INTERRUPT_FACTORIAL);
	CHECK_EQ(edu_get(EDU_FACTORIAL), 3628800);
}

static void dma(uint64_t from, uint64_t to, unsigned int count, uint32_t command)
{
	signal = 0;
	edu_start_dma(from, to, count, command | EDU_DMA_INTERRUPT);
	REQUIRE(sleep(), "the transfer does not end");
	CHECK_EQ(why, EDU_INTERRUPT_DMA);
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
	dma((uintptr_t)from, EDU_DMA_BUFFER, COUNT, 0);
	dma(EDU_DMA_BUFFER, (uintptr_t)to + PAGE_SIZE - SHIFT, COUNT, EDU_DMA_TO_MEMORY);
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
	dma((uintptr_t)to, EDU_DMA_BUFFER, COUNT, 0);
	memset(to, 0x22, PAGE_SIZE);
	memset(copy, 0x22, PAGE_SIZE);
	pci_command(edu, 0, PCI_COMMAND_MASTER);
	edu_start_dma(EDU_DMA_BUFFER, (uintptr_t)to, COUNT, EDU_DMA_TO_MEMORY);
	while (edu_dma_runs())
		REQUIRE(clock_ns() < end, "the transfer does not end");
	CHECK_MEM_EQ(to, copy, PAGE_SIZE);
}
