/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA of a PCI function into the memory of a guest that is migrated, and the function itself.
 *
 * What a device of the host writes no CPU has written: the device has to note it, or who
 * gives it the memory. That does not depend on whether the device itself can be moved.
 * Its registers do, and what it was about to do.
 */
#include <alloc.h>
#include <clock.h>
#include <control.h>
#include <edu.h>
#include <pattern.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define PAGES 4
#define HOT   256 /* pages that are written all along, so that no round is short */
#define PAUSE (50 * NS_PER_US)
#define PIECE (PAGE_SIZE / 2) /* QEMU 7.2 refuses to fill the buffer of the device to its end */

static void keep_busy(void *context)
{
	uint8_t *hot = context;

	for (unsigned int next = 0;; next++) {
		hot[next % HOT * PAGE_SIZE]++;
		clock_delay(PAUSE);
	}
}

static struct pci_function *edu;
static bool moved;

/* Where a host has lost the function with the last migration, it is told again where it is. */
static void begin(void)
{
	edu = edu_need();
	pci_write(edu, PCI_BAR(0), 4, edu->bars[0].address);
	REQUIRE_EQ(edu_get(EDU_IDENTITY) & EDU_IDENTITY_MASK, EDU_IDENTITY_VALUE);
	moved = false;
}

/* False if the guest has moved, or the function is gone, before the transfer was seen to end. */
static bool transfer(uint64_t from, uint64_t to, uint32_t command)
{
	edu_start_dma(from, to, PIECE, command);
	while (!moved && edu_dma_runs())
		moved = control_migrate_done(NULL);
	return !moved && (edu_get(EDU_IDENTITY) & EDU_IDENTITY_MASK) == EDU_IDENTITY_VALUE;
}

/* Two transfers for each piece, since the device takes what it writes from memory. */
static bool write_page(void *to, void *from, unsigned int page, unsigned int generation)
{
	uintptr_t source = (uintptr_t)pattern_page(from, page);
	uintptr_t target = (uintptr_t)pattern_page(to, page);

	pattern_fill(from, page, generation);
	for (unsigned int at = 0; at < PAGE_SIZE; at += PIECE) {
		if (!transfer(source + at, EDU_DMA_BUFFER, 0) ||
		    !transfer(EDU_DMA_BUFFER, target + at, EDU_DMA_TO_MEMORY))
			return false;
	}
	return true;
}

/* Was the page written so often, or once more in one of its pieces or both? */
static bool in_between(uint8_t *to, uint8_t *scratch, unsigned int page, unsigned int times)
{
	uint8_t *is = pattern_page(to, page), *expected = pattern_page(scratch, page);
	unsigned int good = 0;

	for (unsigned int more = 0; more < 2; more++) {
		pattern_fill(scratch, page, times + more);
		for (unsigned int at = 0; at < PAGE_SIZE; at += PIECE)
			good += !memcmp(is + at, expected + at, PIECE);
	}
	return good == PAGE_SIZE / PIECE;
}

TEST(dma, "what DMA has written during a migration is in memory after it",
     NEEDS("migration") NEEDS("device=edu") NEEDS("cpus=2") TIMEOUT(60))
{
	uint8_t *from = page_alloc(PAGES), *to = page_alloc(PAGES);
	unsigned int transfers = 0;

	begin();
	smp_run(1, keep_busy, page_alloc(HOT));
	for (unsigned int page = 0; page < PAGES; page++)
		pattern_fill(to, page, 0);
	control_migrate_begin("precopy rounds=30");
	while (write_page(to, from, transfers % PAGES, transfers / PAGES + 1))
		transfers++;
	while (!moved)
		moved = control_migrate_done(NULL);
	for (unsigned int page = 0; page < PAGES; page++) {
		unsigned int last = (transfers + PAGES - 1 - page) / PAGES;

		CHECK(pattern_holds(to, page, last) ||
			      (page == transfers % PAGES && in_between(to, from, page, last)),
		      "page %u of %u transfers", page, transfers);
	}
	test_value("transfers", transfers, "pages");
}

TEST(registers, "the registers of a function move with it",
     NEEDS("migration") NEEDS("device=edu") CITE("PCI Local Bus Specification 3.0, 6.2"))
{
	uint32_t bar;

	begin();
	bar = pci_read(edu, PCI_BAR(0), 4);
	edu_set(EDU_LIVENESS, ~0x12345678u);
	control_migrate("precopy", NULL);
	CHECK_EQ(pci_read(edu, PCI_BAR(0), 4), bar);
	CHECK_EQ(edu_get(EDU_LIVENESS), 0x12345678);
}
