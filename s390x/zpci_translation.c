/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registering translation tables for the DMA of a PCI function, and refreshing
 * them: what is taken and what is refused. No DMA is done here, see zpci_dma.c.
 *
 * A host that takes tables it cannot walk, or a range that the function does not
 * have, finds out when a device writes, and then in its own storage.
 *
 * No manual is public. The promises are those that Linux builds upon:
 * arch/s390/include/asm/pci_insn.h and pci_dma.h.
 */
#include <alloc.h>
#include <string.h>
#include <test.h>
#include <zpci_dma.h>

#define HEADER	   "Linux, arch/s390/include/asm/pci_insn.h"
#define DMA_HEADER "Linux, arch/s390/include/asm/pci_dma.h"

static struct zpci *zpci;
static uint64_t *regions, first; /* the tables, and the first address that they translate */

static void open_device(void)
{
	zpci = zpci_function(0);
	if (!zpci)
		SKIP("needs a PCI function: -device zpci");
	REQUIRE(zpci_enable(zpci));
	regions = zpci_dma_tables();
	first = zpci->about.first_dma;
}

static void open_registered(void)
{
	open_device();
	REQUIRE_EQ(zpci_dma_register(zpci, zpci_dma_anchor(regions), NULL), ZPCI_DONE);
}

static unsigned int modify(enum zpci_operation operation, unsigned int dma_space, uint8_t *status)
{
	const struct zpci_fib fib = {
		.first_dma = first,
		.last_dma = first + PAGE_SIZE - 1,
		.anchor = zpci_dma_anchor(regions),
	};

	return zpci_modify(zpci_operand(zpci->handle, dma_space, operation), &fib, status);
}

static uint8_t flags(void)
{
	struct zpci_fib fib = { 0 };

	REQUIRE_EQ(zpci_store_controls(zpci_operand(zpci->handle, 0, 0), &fib, NULL), ZPCI_DONE);
	return fib.flags;
}

TEST(registered_twice, "tables are not registered where there are some, and those stay",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_ST_SEQUENCE"))
{
	uint8_t status = 0;

	open_registered();
	CHECK_EQ(modify(ZPCI_REGISTER_TRANSLATION, 0, &status), ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_SEQUENCE);
	CHECK_EQ(flags(), ZPCI_FIB_ENABLED | ZPCI_FIB_TRANSLATES);
}

TEST(nothing_to_unregister, "where there are no tables, none are unregistered or replaced",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_ST_SEQUENCE"))
{
	uint8_t status = 0;

	open_device();
	CHECK_EQ(modify(ZPCI_UNREGISTER_TRANSLATION, 0, &status), ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_SEQUENCE);
	status = 0;
	CHECK_EQ(modify(ZPCI_REREGISTER_TRANSLATION, 0, &status), ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_SEQUENCE);
	CHECK_EQ(flags(), ZPCI_FIB_ENABLED);
}

TEST(again_and_again, "tables can be registered and unregistered 1000 times", NEEDS("device=zpci"))
{
	open_device();
	for (unsigned int i = 0; i < 1000; i++) {
		REQUIRE_EQ(modify(ZPCI_REGISTER_TRANSLATION, 0, NULL), ZPCI_DONE);
		REQUIRE_EQ(modify(ZPCI_UNREGISTER_TRANSLATION, 0, NULL), ZPCI_DONE);
	}
	CHECK_EQ(flags(), ZPCI_FIB_ENABLED);
}

TEST(other_dma_space, "tables of a DMA space that does not exist are refused",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_MOD_ST_DMAAS_INVAL"))
{
	for (unsigned int n = ZPCI_REGISTER_TRANSLATION; n <= ZPCI_REREGISTER_TRANSLATION; n++) {
		uint8_t status = 0;

		open_device();
		CHECK_EQ(modify(n, 1, &status), ZPCI_REFUSED);
		CHECK_EQ(status, ZPCI_BAD_DMA_SPACE);
		CHECK_EQ(flags(), ZPCI_FIB_ENABLED);
	}
}

static void check_range(uint64_t from, uint64_t to)
{
	const struct zpci_fib fib = {
		.first_dma = from,
		.last_dma = to,
		.anchor = zpci_dma_anchor(regions),
	};

	CHECK_TRAP(
		TRAP_OPERAND,
		zpci_modify(zpci_operand(zpci->handle, 0, ZPCI_REGISTER_TRANSLATION), &fib, NULL));
	CHECK_EQ(flags(), ZPCI_FIB_ENABLED);
}

TEST(range, "a range that is not within that of the function is an operand exception",
     NEEDS("device=zpci") CITE(HEADER ", struct zpci_fib, pba and pal"))
{
	uint64_t last;

	open_device();
	last = zpci->about.last_dma;
	check_range(first - PAGE_SIZE, last);
	check_range(first, last + PAGE_SIZE);
	check_range(first + PAGE_SIZE, first);
}

static void check_anchor(uint64_t anchor)
{
	CHECK_TRAP(TRAP_OPERAND, zpci_dma_register(zpci, anchor, NULL));
	CHECK_EQ(flags(), ZPCI_FIB_ENABLED);
}

TEST(designation, "tables of a type that the group does not take are an operand exception",
     NEEDS("device=zpci") CITE(DMA_HEADER ", enum zpci_ioat_dtype"))
{
	open_device();
	for (unsigned int type = 0; type < 8; type++) {
		uint64_t anchor =
			(zpci_dma_anchor(regions) & ~(uint64_t)ZPCI_ANCHOR_TYPE) | type << 2;

		if (!(zpci->group.designations & 0x80 >> type))
			check_anchor(anchor);
	}
}

TEST(untranslated,
     "DMA without translation is an operand exception, if the group does not allow it",
     NEEDS("device=zpci") CITE("Linux, arch/s390/include/asm/pci_clp.h, rtr"))
{
	open_device();
	if (zpci->group.flags & CLP_RELAXED)
		SKIP("needs a group that does not allow DMA without translation");
	check_anchor(zpci_dma_anchor(regions) & ~(uint64_t)ZPCI_ANCHOR_TRANSLATES);
}

static unsigned int refresh(uint64_t dma, uint64_t size, uint8_t *status)
{
	return zpci_refresh(zpci->handle, dma, size, status);
}

TEST(refreshed, "pages, whole segments and what begins within one are refreshed",
     NEEDS("device=zpci") CITE(DMA_HEADER))
{
	const uint64_t segment = 1ul << SEGMENT_SHIFT;

	open_registered();
	for (uint64_t at = 0; at < 2 * segment; at += PAGE_SIZE)
		*zpci_dma_entry(regions, first + at) = (uintptr_t)regions;
	CHECK_EQ(refresh(first, PAGE_SIZE, NULL), ZPCI_DONE);
	CHECK_EQ(refresh(first, 2 * segment, NULL), ZPCI_DONE);
	CHECK_EQ(refresh(first + segment - PAGE_SIZE, 2 * PAGE_SIZE, NULL), ZPCI_DONE);
	CHECK_EQ(flags(), ZPCI_FIB_ENABLED | ZPCI_FIB_TRANSLATES);
}

TEST(refresh_of_nothing, "a refresh of what no table leads to is not an error",
     NEEDS("device=zpci") CITE(DMA_HEADER ", ZPCI_TABLE_INVALID"))
{
	open_registered();
	CHECK_EQ(refresh(first, PAGE_SIZE, NULL), ZPCI_DONE);
	*zpci_dma_entry(regions, first) = ZPCI_PAGE_INVALID;
	CHECK_EQ(refresh(first, PAGE_SIZE, NULL), ZPCI_DONE);
	CHECK_EQ(flags(), ZPCI_FIB_ENABLED | ZPCI_FIB_TRANSLATES);
}

static void check_refused_refresh(uint64_t dma)
{
	uint8_t status = 0;

	CHECK_EQ(refresh(dma, PAGE_SIZE, &status), ZPCI_REFUSED);
	CHECK_NE(status, 0);
}

TEST(refresh_without_tables, "a refresh without tables is refused",
     NEEDS("device=zpci") CITE("Linux, arch/s390/pci/pci_insn.c, zpci_refresh_trans"))
{
	open_device();
	check_refused_refresh(first);
}

TEST(refresh_outside, "a refresh outside of what was registered is refused",
     NEEDS("device=zpci") CITE("Linux, arch/s390/pci/pci_insn.c, zpci_refresh_trans"))
{
	open_device();
	REQUIRE_EQ(modify(ZPCI_REGISTER_TRANSLATION, 0, NULL), ZPCI_DONE);
	check_refused_refresh(first + PAGE_SIZE);
}

static void check_bad_region(uint64_t wrong)
{
	open_registered();
	zpci_dma_entry(regions, first);
	regions[first >> REGION_SHIFT] ^= wrong;
	check_refused_refresh(first);
	CHECK(flags() & ZPCI_FIB_ERROR);
}

TEST(wrong_type, "a refresh that meets an entry of another type of table is refused",
     NEEDS("device=zpci") CITE(DMA_HEADER ", ZPCI_TABLE_TYPE_RTX"))
{
	check_bad_region(TABLE_REGION_THIRD);
}

TEST(wrong_length, "a refresh that meets a table that is not of full length is refused",
     NEEDS("device=zpci") CITE(DMA_HEADER ", ZPCI_TABLE_LEN_RTX"))
{
	check_bad_region(TABLE_FULL_LENGTH);
}
