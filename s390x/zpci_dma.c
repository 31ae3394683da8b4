/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA of a PCI function: it reaches the storage that the translation tables of
 * the guest give it, and nothing else. A function that tries is put into an
 * error state, in which it is cut off until the guest takes it out again.
 *
 * A host keeps its own copy of these tables, brought up to date by REFRESH PCI
 * TRANSLATIONS. What it forgets to take out is storage that a device can still
 * write to after the guest has given it to somebody else.
 *
 * No manual is public. The promises are those that Linux builds upon:
 * arch/s390/include/asm/pci_dma.h and pci_insn.h. The device is the virtio
 * entropy device, which writes to wherever a descriptor tells it.
 */
#include <alloc.h>
#include <clock.h>
#include <endian.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <virtio_pci.h>
#include <virtio_rng.h>
#include <zpci_dma.h>

#define HEADER	   "Linux, arch/s390/include/asm/pci_insn.h"
#define DMA_HEADER "Linux, arch/s390/include/asm/pci_dma.h"
#define PATIENCE   (2 * NS_PER_S)
#define QUIET	   (5 * NS_PER_MS) /* for what must not come */
#define SIZE	   64

static struct {
	struct zpci *zpci;
	struct virtio_rng rng;
	uint64_t offset; /* from storage to DMA addresses */
	uint64_t *regions;
	uint16_t request;
} device;

static struct zpci_fib controls(void)
{
	struct zpci_fib fib = { 0 };

	REQUIRE_EQ(zpci_store_controls(zpci_operand(device.zpci->handle, 0, 0), &fib, NULL),
		   ZPCI_DONE);
	return fib;
}

static void start_virtio(void)
{
	struct virtio_device *virtio = virtio_find(VIRTIO_ENTROPY, 0);

	if (!virtio || !virtio_pci_function(virtio))
		SKIP("needs an entropy device that is a PCI function: -device virtio-rng-pci");
	if (!virtio_negotiate(virtio, VIRTIO_ACCESS_PLATFORM, 0))
		SKIP("needs an entropy device whose DMA is translated: iommu_platform=on");
	REQUIRE(virtio_rng_start(&device.rng, virtio, VIRTIO_BY_POLLING));
}

/* Its rings are mapped, and the tables are those of the library. */
static void open_device(void)
{
	device.zpci = zpci_function(0);
	if (!device.zpci)
		SKIP("needs a PCI function: -device zpci");
	REQUIRE(zpci_enable(device.zpci));
	start_virtio();
	device.offset = device.zpci->about.first_dma;
	device.regions = (uint64_t *)(controls().anchor & ~(ZPCI_TABLE_SIZE - 1ul));
}

/*
 * A page of zeros that is mapped, and a request for random bytes in it that is not offered yet: a
 * device may look for what is offered before it is told.
 */
static uint8_t *prepare(void)
{
	uint8_t *page = page_alloc(1);
	struct virtq_part part = { page, SIZE, true };

	REQUIRE(virtqueue_describe(device.rng.queue, &part, 1, page, &device.request));
	return page;
}

static void start(void)
{
	virtqueue_offer(device.rng.queue, device.request);
	virtqueue_kick(device.rng.queue);
}

static uint64_t *entry_of(const void *page)
{
	return zpci_dma_entry(device.regions, (uintptr_t)page + device.offset);
}

static void change(const void *page, uint64_t entry)
{
	*entry_of(page) = entry;
	CHECK_EQ(
		zpci_refresh(device.zpci->handle, (uintptr_t)page + device.offset, PAGE_SIZE, NULL),
		ZPCI_DONE);
}

static bool is_written(const uint8_t *page)
{
	for (unsigned int i = 0; i < PAGE_SIZE; i++) {
		if (page[i])
			return true;
	}
	return false;
}

static bool start_and_wait(void)
{
	uint32_t written;
	void *token;

	start();
	return virtqueue_wait(device.rng.queue, &token, &written, PATIENCE);
}

/* What is forbidden is not answered, so there is nothing to wait for. */
static void start_and_look(const uint8_t *page)
{
	start();
	clock_delay(QUIET);
	CHECK(!is_written(page));
}

/* The device comes to its error when it comes to the request. */
static void start_and_fail(void)
{
	uint64_t begin;
	uint8_t flags;

	start();
	begin = clock_ns();
	do
		flags = controls().flags;
	while (!(flags & ZPCI_FIB_ERROR) && clock_ns() - begin < PATIENCE);
	CHECK(flags & ZPCI_FIB_ERROR, "flags %#x", flags);
	CHECK(flags & ZPCI_FIB_BLOCKED, "flags %#x", flags);
}

static void check_is_forbidden(const uint8_t *page)
{
	start_and_fail();
	CHECK(!is_written(page));
}

TEST(registered, "the controls tell that a function has translation tables, and which",
     NEEDS("device=iommu_platform") CITE(HEADER ", struct zpci_fib, ZPCI_FC_DMA_ENABLED"))
{
	struct zpci_fib fib;

	open_device();
	fib = controls();
	CHECK_EQ(fib.flags, ZPCI_FIB_ENABLED | ZPCI_FIB_TRANSLATES);
	CHECK_EQ(fib.anchor, zpci_dma_anchor(device.regions));
	CHECK_EQ(fib.first_dma, device.zpci->about.first_dma);
	CHECK_LE(fib.last_dma, device.zpci->about.last_dma);
}

TEST(translated, "DMA goes to the page that the tables give, not to the one that had the address",
     NEEDS("device=iommu_platform") CITE(DMA_HEADER ", ZPCI_PTE_VALID"))
{
	uint8_t *page, *other;

	open_device();
	page = prepare();
	other = page_alloc(1);
	change(page, (uintptr_t)other);
	CHECK(start_and_wait());
	CHECK(is_written(other));
	CHECK(!is_written(page));
	CHECK_EQ(controls().flags, ZPCI_FIB_ENABLED | ZPCI_FIB_TRANSLATES);
}

TEST(mapped_again, "a page that was taken out and put in again can be written again",
     NEEDS("device=iommu_platform") CITE(DMA_HEADER ", ZPCI_PTE_INVALID"))
{
	uint8_t *page;

	open_device();
	page = prepare();
	for (unsigned int i = 0; i < 100; i++) {
		change(page, ZPCI_PAGE_INVALID);
		change(page, (uintptr_t)page);
	}
	CHECK(start_and_wait());
	CHECK(is_written(page));
}

TEST(invalid_page, "DMA to a page that was taken out writes nothing and ends in an error",
     NEEDS("device=iommu_platform") CITE(DMA_HEADER ", ZPCI_PTE_INVALID"))
{
	uint8_t *page;

	open_device();
	page = prepare();
	change(page, ZPCI_PAGE_INVALID);
	check_is_forbidden(page);
}

TEST(protected_page, "DMA that writes to a protected page writes nothing and ends in an error",
     NEEDS("device=iommu_platform") CITE(DMA_HEADER ", ZPCI_TABLE_PROTECTED"))
{
	uint8_t *page;

	open_device();
	page = prepare();
	change(page, (uintptr_t)page | ZPCI_PAGE_PROTECTED);
	check_is_forbidden(page);
}

TEST(protected_is_readable, "DMA that reads a protected page goes on",
     NEEDS("device=iommu_platform") CITE(DMA_HEADER ", ZPCI_TABLE_PROTECTED"))
{
	uint8_t *page;

	open_device();
	page = prepare();
	change(device.rng.queue->descriptors,
	       (uintptr_t)device.rng.queue->descriptors | ZPCI_PAGE_PROTECTED);
	CHECK(start_and_wait());
	CHECK(is_written(page));
}

/* A request for bytes at an address that no part of a queue can have. */
static uint8_t *prepare_outside(uint64_t dma)
{
	uint8_t *page = prepare();

	device.rng.queue->descriptors[device.request].address = cpu_to_le64(dma);
	return page;
}

TEST(below_the_range, "DMA below the addresses of the function ends in an error",
     NEEDS("device=iommu_platform") CITE(HEADER ", struct zpci_fib, pba"))
{
	open_device();
	check_is_forbidden(prepare_outside(PAGE_SIZE));
}

TEST(beyond_the_range, "DMA beyond the addresses that were registered goes nowhere",
     NEEDS("device=iommu_platform") CITE(HEADER ", struct zpci_fib, pal"))
{
	open_device();
	start_and_look(prepare_outside(controls().last_dma + 1));
}

TEST(beyond_is_an_error, "DMA beyond the addresses that were registered ends in an error",
     NEEDS("device=iommu_platform") CITE(HEADER ", struct zpci_fib, pal"))
{
	open_device();
	check_is_forbidden(prepare_outside(controls().last_dma + 1));
}

TEST(unregistered, "without translation tables a function neither reads nor writes",
     NEEDS("device=iommu_platform") CITE(HEADER ", ZPCI_MOD_FC_DEREG_IOAT"))
{
	const struct zpci_fib none = { 0 };
	uint8_t *page;

	open_device();
	page = prepare();
	CHECK_EQ(zpci_modify(zpci_operand(device.zpci->handle, 0, ZPCI_UNREGISTER_TRANSLATION),
			     &none, NULL),
		 ZPCI_DONE);
	CHECK_EQ(controls().flags & ZPCI_FIB_TRANSLATES, 0);
	start_and_look(page);
	CHECK(!virtqueue_has_used(device.rng.queue));
}

TEST(reregistered, "tables that are registered in place of others are in force at once",
     NEEDS("device=iommu_platform") CITE(HEADER ", ZPCI_MOD_FC_REREG_IOAT"))
{
	struct zpci_fib fib;
	uint8_t *page;

	open_device();
	page = prepare();
	fib = controls();
	fib.anchor = zpci_dma_anchor(zpci_dma_tables());
	CHECK_EQ(zpci_modify(zpci_operand(device.zpci->handle, 0, ZPCI_REREGISTER_TRANSLATION),
			     &fib, NULL),
		 ZPCI_DONE);
	CHECK_EQ(controls().anchor, fib.anchor);
	check_is_forbidden(page);
}

/* Into the error state, by a page that is not there. */
static void fail(void)
{
	open_device();
	change(prepare(), ZPCI_PAGE_INVALID);
	start_and_fail();
}

static unsigned int reset(enum zpci_operation operation)
{
	const struct zpci_fib none = { 0 };

	return zpci_modify(zpci_operand(device.zpci->handle, 0, operation), &none, NULL);
}

static unsigned int load(uint8_t *status)
{
	uint64_t data = 0;

	return zpci_load(zpci_operand(device.zpci->handle, ZPCI_CONFIGURATION, 4), 0, &data,
			 status);
}

TEST(error_blocks, "loads, stores and refreshes of a function in error are refused, and say why",
     NEEDS("device=iommu_platform") CITE(HEADER ", ZPCI_PCI_ST_BLOCKED"))
{
	uint64_t where;
	uint8_t status = 0;

	fail();
	where = zpci_operand(device.zpci->handle, ZPCI_CONFIGURATION, 4);
	CHECK_EQ(load(&status), ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_BLOCKED);
	status = 0;
	CHECK_EQ(zpci_store(where, 0, 0, &status), ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_BLOCKED);
	status = 0;
	CHECK_EQ(zpci_refresh(device.zpci->handle, device.offset, PAGE_SIZE, &status),
		 ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_RECOVERY);
}

TEST(block_reset, "a function whose block was reset can be loaded from, and is still in error",
     NEEDS("device=iommu_platform") CITE(HEADER ", ZPCI_MOD_FC_RESET_BLOCK"))
{
	fail();
	CHECK_EQ(reset(ZPCI_RESET_BLOCKED), ZPCI_DONE);
	CHECK_EQ(load(NULL), ZPCI_DONE);
	CHECK_EQ(controls().flags & (ZPCI_FIB_BLOCKED | ZPCI_FIB_ERROR), ZPCI_FIB_ERROR);
}

/* As a driver does after an error: the device begins anew. */
static uint8_t *prepare_again(void)
{
	start_virtio();
	return prepare();
}

TEST(no_dma_in_error, "a function whose block was reset, but not its error, does no DMA",
     NEEDS("device=iommu_platform") CITE(HEADER ", ZPCI_FC_ERROR"))
{
	fail();
	REQUIRE_EQ(reset(ZPCI_RESET_BLOCKED), ZPCI_DONE);
	start_and_look(prepare_again());
}

TEST(error_reset, "a function whose error was reset works again",
     NEEDS("device=iommu_platform") CITE(HEADER ", ZPCI_MOD_FC_RESET_ERROR"))
{
	uint8_t *page;

	fail();
	CHECK_EQ(reset(ZPCI_RESET_BLOCKED), ZPCI_DONE);
	CHECK_EQ(reset(ZPCI_RESET_ERROR), ZPCI_DONE);
	CHECK_EQ(controls().flags, ZPCI_FIB_ENABLED | ZPCI_FIB_TRANSLATES);
	page = prepare_again();
	CHECK(start_and_wait());
	CHECK(is_written(page));
}
