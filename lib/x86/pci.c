/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host bridge: configuration space in memory where an MCFG table says so,
 * else by ports. Registers that no firmware has placed go below the interrupt
 * controllers, above whatever else is there.
 */
#include <acpi.h>
#include <machine.h>
#include <mmio_size.h>
#include <mmu.h>
#include <pci_host.h>
#include <test.h>
#include <util.h>
#include "io_size.h"
#include "pci_config.h"

#define MAX_RANGES 16

/* Below lies memory in chipsets of every kind, and often configuration space. */
#define MEMORY_FIRST 0xc0000000ul
#define MEMORY_END   0xfec00000ul
#define FOUR_GIB     0x100000000ul

/* Ports that ISA devices, power management and configuration have taken. */
#define PORTS_FIRST 0x2000
#define PORTS_END   0x10000

#define ALL_ONES(size) (~0u >> (32 - 8 * (size)))

static struct {
	struct pci_host host;
	uint64_t config; /* 0: by ports */
	bool present;
	bool looked;
} root;

static uint64_t config_end(void)
{
	return root.config + (PCI_ID(root.host.last_bus + 1, 0, 0)) * PCI_EXTENDED_SIZE;
}

/* On machines whose configuration space lies above the window, the window ends there. */
static void find_window(void)
{
	struct memory_range ranges[MAX_RANGES];
	unsigned int n = machine_memory(ranges, MAX_RANGES);
	uint64_t start = MEMORY_FIRST, end = MEMORY_END;

	for (unsigned int i = 0; i < n; i++) {
		if (ranges[i].start < FOUR_GIB)
			start = max(start, ranges[i].start + ranges[i].size);
	}
	if (root.config > start && root.config < end)
		end = root.config;
	else if (root.config && root.config < end)
		start = max(start, config_end());
	root.host.window[PCI_SPACE_MEMORY] = (struct pci_range){ start, end - start };
	root.host.window[PCI_SPACE_IO] = (struct pci_range){ PORTS_FIRST, PORTS_END - PORTS_FIRST };
}

static void look(void)
{
	const struct acpi_mcfg *mcfg = acpi_table("MCFG", 0);
	const struct acpi_mcfg_window *window = mcfg ? acpi_mcfg_next(mcfg, NULL) : NULL;

	root.looked = true;
	root.host.last_bus = 0xff;
	if (window) {
		root.host.first_bus = window->first_bus;
		root.host.last_bus = window->last_bus;
		root.config = window->base;
	}
	root.present = window || pci_ports_present();
	if (root.present)
		find_window();
}

const struct pci_host *pci_host(void)
{
	if (!root.looked)
		look();
	return root.present ? &root.host : NULL;
}

static uintptr_t config_place(uint16_t id, unsigned int offset)
{
	return (uintptr_t)mmu_device(root.config + id * PCI_EXTENDED_SIZE, PCI_EXTENDED_SIZE) +
	       offset;
}

uint32_t pci_host_read(uint16_t id, unsigned int offset, unsigned int size)
{
	if (root.config)
		return mmio_read(config_place(id, offset), size);
	return offset < PCI_CONFIG_SIZE ? pci_ports_read(id, offset, size) : ALL_ONES(size);
}

void pci_host_write(uint16_t id, unsigned int offset, unsigned int size, uint32_t value)
{
	if (root.config)
		mmio_write(config_place(id, offset), size, value);
	else if (offset < PCI_CONFIG_SIZE)
		pci_ports_write(id, offset, size, value);
}

static uintptr_t bar_place(struct pci_function *function, unsigned int n, uint64_t offset)
{
	const struct pci_bar *bar = &function->bars[n];

	REQUIRE(bar->address && offset < bar->size, "%s: register %#lx of BAR %u is nowhere",
		function->name, offset, n);
	if (bar->io)
		return bar->address + offset;
	return (uintptr_t)mmu_device(bar->address + offset, sizeof(uint64_t));
}

uint64_t pci_bar_read(struct pci_function *function, unsigned int bar, uint64_t offset,
		      unsigned int size)
{
	uintptr_t place = bar_place(function, bar, offset);

	return function->bars[bar].io ? port_read(place, size) : mmio_read(place, size);
}

void pci_bar_write(struct pci_function *function, unsigned int bar, uint64_t offset,
		   unsigned int size, uint64_t value)
{
	uintptr_t place = bar_place(function, bar, offset);

	if (function->bars[bar].io)
		port_write(place, size, value);
	else
		mmio_write(place, size, value);
}

/* No translation is between functions and memory. */
uint64_t pci_dma_address(struct pci_function *function, const volatile void *memory, size_t size)
{
	(void)function, (void)size;
	return (uintptr_t)memory;
}
