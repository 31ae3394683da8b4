/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Base address registers of PCI: where functions have their registers, and that
 * they answer there and nowhere else.
 *
 * A guest finds out how large each place is by asking for more than there can be,
 * and then moves functions about. A host that decodes the one while another is
 * asked mixes up devices.
 */
#include <bits.h>
#include <pci.h>
#include <test.h>

#define ALL_ONES      0xffffffffu
#define SMALLEST_PORT 4 /* bytes that a BAR can decode */
#define SMALLEST_BAR  16
#define PATTERN_A     0x12345670u
#define PATTERN_B     0x089abcd0u

static unsigned int functions(void)
{
	if (!pci_count())
		SKIP("needs PCI, this machine has none");
	return pci_count();
}

/* What sticks of all ones, without the bits that tell the kind. */
static uint32_t settable(struct pci_function *function, unsigned int offset, uint32_t flags)
{
	uint32_t before = pci_read(function, offset, 4), bits;

	pci_write(function, offset, 4, ALL_ONES);
	bits = pci_read(function, offset, 4) & ~flags;
	pci_write(function, offset, 4, before);
	CHECK_EQ(pci_read(function, offset, 4), before);
	return bits;
}

/* The settable bits are all those above the lowest: then it is a size. */
static void check_size(struct pci_function *function, unsigned int n)
{
	const struct pci_bar *bar = &function->bars[n];
	uint32_t flags = bar->io ? PCI_BAR_IO_FLAGS : PCI_BAR_MEMORY_FLAGS;
	uint64_t top = bar->io ? BIT(15) : bar->wide ? BIT(63) : BIT(31);
	uint64_t bits = settable(function, PCI_BAR(n), flags);

	if (bar->wide)
		bits |= (uint64_t)settable(function, PCI_BAR(n + 1), 0) << 32;
	if (bar->io)
		bits &= BIT_RANGE(15, 0);
	CHECK(bits == 2 * top - bar->size, "%s BAR %u takes %#lx", function->name, n, bits);
	CHECK_GE(bar->size, bar->io ? SMALLEST_PORT : SMALLEST_BAR);
}

TEST(bars_have_a_size, "each BAR takes the bits above a power of two, and gives back what it had",
     CITE("PCI Local Bus Specification 3.0, 6.2.5.1"))
{
	unsigned int checked = 0;

	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i);

		pci_command(function, 0, PCI_COMMAND_IO | PCI_COMMAND_MEMORY);
		for (unsigned int n = 0; n < PCI_BARS; n++) {
			if (function->bars[n].size) {
				check_size(function, n);
				checked++;
			}
		}
	}
	test_value("bars", checked, "BARs");
}

TEST(bars_are_placed, "each BAR reads back the address that it was given, a multiple of its size",
     CITE("PCI Local Bus Specification 3.0, 6.2.5.1"))
{
	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i);

		for (unsigned int n = 0; n < PCI_BARS; n++) {
			const struct pci_bar *bar = &function->bars[n];
			uint64_t address = pci_read(function, PCI_BAR(n), 4);

			if (!bar->size)
				continue;
			address &= ~(uint64_t)(bar->io ? PCI_BAR_IO_FLAGS : PCI_BAR_MEMORY_FLAGS);
			if (bar->wide)
				address |= (uint64_t)pci_read(function, PCI_BAR(n + 1), 4) << 32;
			CHECK(bar->address, "%s BAR %u has no place", function->name, n);
			CHECK_EQ(address, bar->address);
			CHECK(is_aligned(address, bar->size));
		}
	}
}

static bool overlap(const struct pci_bar *a, const struct pci_bar *b)
{
	return a->io == b->io && a->address < b->address + b->size &&
	       b->address < a->address + a->size;
}

static const struct pci_bar *nth_bar(unsigned int n)
{
	return &pci_function(n / PCI_BARS)->bars[n % PCI_BARS];
}

TEST(bars_do_not_overlap, "no two BARs of the machine share an address")
{
	unsigned int all = functions() * PCI_BARS;

	for (unsigned int a = 0; a < all; a++) {
		for (unsigned int b = a + 1; b < all; b++) {
			if (!nth_bar(a)->size || !nth_bar(b)->size)
				continue;
			CHECK(!overlap(nth_bar(a), nth_bar(b)), "%s and %s at %#lx",
			      pci_function(a / PCI_BARS)->name, pci_function(b / PCI_BARS)->name,
			      nth_bar(b)->address);
		}
	}
}

static bool is_passed(const struct pci_function *bridge, const struct pci_bar *bar)
{
	for (unsigned int space = 0; space < PCI_SPACES; space++) {
		const struct pci_range *passes = &bridge->passes[space];

		if ((space == PCI_SPACE_IO) == bar->io && bar->address >= passes->start &&
		    bar->address + bar->size <= passes->start + passes->size)
			return true;
	}
	return false;
}

TEST(bridges_pass_on, "what lies behind a bridge is within its buses and its windows",
     NEEDS("device=pcie-root-port") CITE("PCI-to-PCI Bridge Architecture Specification 1.2, 3.2.5"))
{
	unsigned int behind = 0;

	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i), *bridge = function->bridge;

		if (!bridge)
			continue;
		behind++;
		CHECK_GE(PCI_BUS(function->id), pci_read(bridge, PCI_SECONDARY_BUS, 1));
		CHECK_LE(PCI_BUS(function->id), pci_read(bridge, PCI_SUBORDINATE_BUS, 1));
		for (unsigned int n = 0; n < PCI_BARS; n++) {
			if (function->bars[n].size)
				CHECK(is_passed(bridge, &function->bars[n]), "%s BAR %u at %#lx",
				      function->name, n, function->bars[n].address);
		}
	}
	CHECK_GT(behind, 0);
}

/* A register that keeps what is written: the first address in a table of messages, while unused. */
struct cell {
	struct pci_function *function;
	unsigned int bar;
	uint64_t offset;
};

static bool find_cell(unsigned int nth, struct cell *cell)
{
	for (unsigned int i = 0; i < functions(); i++) {
		struct pci_function *function = pci_function(i);
		unsigned int at = pci_capability(function, PCI_CAP_MSIX, 0);
		uint32_t table;

		if (!at || nth--)
			continue;
		table = pci_read(function, at + PCI_MSIX_TABLE, 4);
		*cell = (struct cell){ function, table & PCI_MSIX_BAR, table & ~PCI_MSIX_BAR };
		return true;
	}
	return false;
}

static uint32_t read_cell(const struct cell *cell)
{
	return pci_bar_read(cell->function, cell->bar, cell->offset, 4);
}

static void write_cell(const struct cell *cell, uint32_t value)
{
	pci_bar_write(cell->function, cell->bar, cell->offset, 4, value);
}

TEST(decoding_off, "without memory decoding a function neither answers nor takes what is written",
     NEEDS("device=virtio-rng-pci") CITE("PCI Local Bus Specification 3.0, 6.2.2"))
{
	struct cell cell;
	unsigned int n;

	for (n = 0; find_cell(n, &cell); n++) {
		pci_command(cell.function, PCI_COMMAND_MEMORY, 0);
		write_cell(&cell, PATTERN_A);
		CHECK_EQ(read_cell(&cell), PATTERN_A);

		pci_command(cell.function, 0, PCI_COMMAND_MEMORY);
		CHECK_NE(read_cell(&cell), PATTERN_A);
		write_cell(&cell, PATTERN_B);
		pci_command(cell.function, PCI_COMMAND_MEMORY, 0);
		CHECK_EQ(read_cell(&cell), PATTERN_A);
	}
	CHECK_GT(n, 0);
}

TEST(cells_are_private, "what is written to one function does not change another",
     NEEDS("device=virtio-rng-pci"))
{
	struct cell cell;
	unsigned int n;

	for (n = 0; find_cell(n, &cell); n++) {
		pci_command(cell.function, PCI_COMMAND_MEMORY, 0);
		write_cell(&cell, PATTERN_A + 4 * n);
	}
	CHECK_GT(n, 0);
	for (n = 0; find_cell(n, &cell); n++)
		CHECK_EQ(read_cell(&cell), PATTERN_A + 4 * n);
}
