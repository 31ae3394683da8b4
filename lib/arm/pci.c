/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host bridge that the device tree calls pci-host-ecam-generic: all of
 * configuration space in memory, and windows to the three kinds of addresses.
 */
#include <dt.h>
#include <mmio_size.h>
#include <mmu.h>
#include <pci_host.h>
#include <test.h>
#include "dt_line.h"
#include "gic_impl.h"

/* Cells of an address on the bus: flags, of which two bits tell the space, and 64 bits. */
enum { CHILD_CELLS = 3, SIZE_CELLS = 2, PIN_CELLS = 1, PHANDLE_CELLS = 1 };

#define SPACE_SHIFT 24
#define SPACE_MASK  3

/* The unit address of a function: as in the flags, its id from bit 8 on. */
#define UNIT_SLOT_SHIFT 11

#define PCI_FIRST_PORT 0x1000

static struct {
	struct pci_host host;
	uint64_t cpu_start[PCI_SPACES]; /* where the CPU sees the windows */
	uint64_t config;
	int node;
	bool looked;
} root = { .node = DT_NONE };

static unsigned int cells_of(int node, const char *property, unsigned int otherwise)
{
	uint32_t cells;

	return dt_u32(node, property, 0, &cells) ? cells : otherwise;
}

static void add_window(unsigned int space, uint64_t bus, uint64_t cpu, uint64_t size)
{
	static const enum pci_space kinds[] = {
		[1] = PCI_SPACE_IO, [2] = PCI_SPACE_MEMORY, [3] = PCI_SPACE_HIGH
	};

	if (!space)
		return;
	if (!bus) { /* an address of zero means that there is none */
		bus += PCI_FIRST_PORT;
		cpu += PCI_FIRST_PORT;
		size -= PCI_FIRST_PORT;
	}
	root.host.window[kinds[space]] = (struct pci_range){ bus, size };
	root.cpu_start[kinds[space]] = cpu;
}

static void find_windows(void)
{
	unsigned int cpu_cells = cells_of(dt_parent(root.node), "#address-cells", 2);
	unsigned int entry = CHILD_CELLS + cpu_cells + SIZE_CELLS;
	uint64_t flags, bus, cpu, size;

	for (unsigned int at = 0; dt_cells(root.node, "ranges", at, 1, &flags); at += entry) {
		if (dt_cells(root.node, "ranges", at + 1, CHILD_CELLS - 1, &bus) &&
		    dt_cells(root.node, "ranges", at + CHILD_CELLS, cpu_cells, &cpu) &&
		    dt_cells(root.node, "ranges", at + CHILD_CELLS + cpu_cells, SIZE_CELLS, &size))
			add_window(flags >> SPACE_SHIFT & SPACE_MASK, bus, cpu, size);
	}
}

static void look(void)
{
	uint32_t first = 0, last = 0xff;

	root.looked = true;
	root.node = dt_find(DT_START, "pci-host-ecam-generic");
	if (root.node == DT_NONE || !dt_reg(root.node, 0, &root.config, NULL))
		return;
	dt_u32(root.node, "bus-range", 0, &first);
	dt_u32(root.node, "bus-range", 1, &last);
	root.host.first_bus = first;
	root.host.last_bus = last;
	find_windows();
}

const struct pci_host *pci_host(void)
{
	if (!root.looked)
		look();
	return root.node == DT_NONE ? NULL : &root.host;
}

static uintptr_t config_place(uint16_t id, unsigned int offset)
{
	uint64_t first = PCI_ID(root.host.first_bus, 0, 0);

	return (uintptr_t)mmu_device(root.config + (id - first) * PCI_EXTENDED_SIZE,
				     PCI_EXTENDED_SIZE) +
	       offset;
}

uint32_t pci_host_read(uint16_t id, unsigned int offset, unsigned int size)
{
	return mmio_read(config_place(id, offset), size);
}

void pci_host_write(uint16_t id, unsigned int offset, unsigned int size, uint32_t value)
{
	mmio_write(config_place(id, offset), size, value);
}

static uintptr_t bar_place(struct pci_function *function, unsigned int n, uint64_t offset)
{
	const struct pci_bar *bar = &function->bars[n];

	REQUIRE(bar->address && offset < bar->size, "%s: register %#lx of BAR %u is nowhere",
		function->name, offset, n);
	for (unsigned int space = 0; space < PCI_SPACES; space++) {
		const struct pci_range *window = &root.host.window[space];

		if ((space == PCI_SPACE_IO) == bar->io &&
		    bar->address - window->start < window->size)
			return (uintptr_t)mmu_device(root.cpu_start[space] + bar->address -
							     window->start + offset,
						     sizeof(uint64_t));
	}
	test_crashed("%s: BAR %u at %#lx is in no window", function->name, n, bar->address);
}

uint64_t pci_bar_read(struct pci_function *function, unsigned int bar, uint64_t offset,
		      unsigned int size)
{
	return mmio_read(bar_place(function, bar, offset), size);
}

void pci_bar_write(struct pci_function *function, unsigned int bar, uint64_t offset,
		   unsigned int size, uint64_t value)
{
	mmio_write(bar_place(function, bar, offset), size, value);
}

/* No translation is between functions and memory. */
uint64_t pci_dma_address(struct pci_function *function, const volatile void *memory, size_t size)
{
	(void)function, (void)size;
	return (uintptr_t)memory;
}

/*
 * "interrupt-map": slots and pins under a mask, and for each what leads on to
 * the GIC. Another controller in between is not looked for.
 */
bool pci_host_line(unsigned int slot, unsigned int pin, struct irq_line *line)
{
	unsigned int parent =
		CHILD_CELLS + PIN_CELLS + PHANDLE_CELLS + cells_of(gic.node, "#address-cells", 0);
	unsigned int entry = parent + cells_of(gic.node, "#interrupt-cells", 3);
	uint64_t slot_mask, pin_mask, unit, number;

	if (!dt_cells(root.node, "interrupt-map-mask", 0, 1, &slot_mask) ||
	    !dt_cells(root.node, "interrupt-map-mask", CHILD_CELLS, 1, &pin_mask))
		return false;
	for (unsigned int at = 0; dt_cells(root.node, "interrupt-map", at, 1, &unit); at += entry) {
		if (dt_cells(root.node, "interrupt-map", at + CHILD_CELLS, 1, &number) &&
		    unit == (slot << UNIT_SLOT_SHIFT & slot_mask) && number == (pin & pin_mask))
			return dt_line(root.node, "interrupt-map", at + parent, line);
	}
	return false;
}
