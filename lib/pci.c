/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which functions there are, and their configuration space.
 */
#include <alloc.h>
#include <pci_host.h>
#include <stdio.h>
#include <test.h>
#include <util.h>

#define SLOTS	      32
#define FUNCTIONS     8
#define PAGES	      16
#define MAX_FUNCTIONS (PAGES * PAGE_SIZE / sizeof(struct pci_function))
#define CAPABILITIES  ((PCI_CONFIG_SIZE - PCI_HEADER_SIZE) / 4) /* more do not fit */

static struct pci_function *functions;
static unsigned int count, highest_bus;
static bool looked;

uint32_t pci_config_read(uint16_t id, unsigned int offset, unsigned int size)
{
	return pci_host() ? pci_host_read(id, offset, size) : ~0u >> (32 - 8 * size);
}

uint32_t pci_read(struct pci_function *function, unsigned int offset, unsigned int size)
{
	return pci_host_read(function->id, offset, size);
}

void pci_write(struct pci_function *function, unsigned int offset, unsigned int size,
	       uint32_t value)
{
	pci_host_write(function->id, offset, size, value);
}

static struct pci_function *add(uint16_t id, struct pci_function *bridge)
{
	struct pci_function *function = &functions[count];

	REQUIRE(count < MAX_FUNCTIONS, "more than %zu PCI functions", MAX_FUNCTIONS);
	count++;
	function->id = id;
	function->vendor = pci_host_read(id, PCI_VENDOR, 2);
	function->device = pci_host_read(id, PCI_DEVICE, 2);
	function->class = pci_host_read(id, PCI_CLASS_REVISION + 2, 2);
	function->header = pci_host_read(id, PCI_HEADER_TYPE, 1) & PCI_HEADER_LAYOUT;
	function->bridge = bridge;
	snprintf(function->name, sizeof(function->name), "%02x:%02x.%x", PCI_BUS(id), PCI_SLOT(id),
		 PCI_FUNCTION(id));
	return function;
}

static void look_at_bus(unsigned int bus, struct pci_function *bridge);

/*
 * A firmware numbers all buses or none. While the buses behind a new one are
 * being found, all numbers that are left lead there.
 */
static void look_behind(struct pci_function *bridge)
{
	unsigned int bus = pci_read(bridge, PCI_SECONDARY_BUS, 1);

	if (bus) {
		highest_bus = max(highest_bus, pci_read(bridge, PCI_SUBORDINATE_BUS, 1));
		look_at_bus(bus, bridge);
	} else if (highest_bus < pci_host()->last_bus) {
		bus = ++highest_bus;
		pci_write(bridge, PCI_PRIMARY_BUS, 1, PCI_BUS(bridge->id));
		pci_write(bridge, PCI_SECONDARY_BUS, 1, bus);
		pci_write(bridge, PCI_SUBORDINATE_BUS, 1, pci_host()->last_bus);
		look_at_bus(bus, bridge);
		pci_write(bridge, PCI_SUBORDINATE_BUS, 1, highest_bus);
	}
}

static void look_at_slot(unsigned int bus, unsigned int slot, struct pci_function *bridge)
{
	unsigned int functions_here = 1;

	for (unsigned int n = 0; n < functions_here; n++) {
		uint16_t id = PCI_ID(bus, slot, n);
		struct pci_function *function;

		if (pci_host_read(id, PCI_VENDOR, 2) == PCI_VENDOR_NONE)
			continue;
		if (!n && pci_host_read(id, PCI_HEADER_TYPE, 1) & PCI_HEADER_MANY)
			functions_here = FUNCTIONS;
		function = add(id, bridge);
		if (function->header == PCI_HEADER_BRIDGE)
			look_behind(function);
	}
}

static void look_at_bus(unsigned int bus, struct pci_function *bridge)
{
	for (unsigned int slot = 0; slot < SLOTS; slot++)
		look_at_slot(bus, slot, bridge);
}

static void look(void)
{
	looked = true;
	if (!pci_host())
		return;
	functions = page_keep(PAGES);
	highest_bus = pci_host()->first_bus;
	look_at_bus(highest_bus, NULL);
	pci_assign(functions, count);
}

unsigned int pci_count(void)
{
	if (!looked)
		look();
	return count;
}

struct pci_function *pci_function(unsigned int n)
{
	return n < pci_count() ? &functions[n] : NULL;
}

struct pci_function *pci_find(uint16_t vendor, uint16_t device, unsigned int nth)
{
	for (unsigned int i = 0; i < pci_count(); i++) {
		if (functions[i].vendor == vendor && functions[i].device == device && !nth--)
			return &functions[i];
	}
	return NULL;
}

unsigned int pci_capability(struct pci_function *function, unsigned int kind, unsigned int after)
{
	unsigned int at = after ? after + PCI_CAP_NEXT : PCI_CAPABILITIES;

	if (!(pci_read(function, PCI_STATUS, 2) & PCI_STATUS_CAPABILITIES))
		return 0;
	for (unsigned int i = 0; i < CAPABILITIES; i++) {
		unsigned int found = pci_read(function, at, 1) & ~3u;

		if (!found || pci_read(function, found, 1) == kind)
			return found;
		at = found + PCI_CAP_NEXT;
	}
	return 0;
}

static void switch_off(struct pci_function *function, unsigned int kind, unsigned int control,
		       uint16_t enable)
{
	unsigned int at = pci_capability(function, kind, 0);

	if (at)
		pci_write(function, at + control, 2, pci_read(function, at + control, 2) & ~enable);
}

static void put_back(struct case_undo *undo)
{
	struct pci_function *function = container_of(undo, struct pci_function, undo);

	switch_off(function, PCI_CAP_MSI, PCI_MSI_CONTROL, PCI_MSI_ENABLE);
	switch_off(function, PCI_CAP_MSIX, PCI_MSIX_CONTROL, PCI_MSIX_ENABLE);
	pci_write(function, PCI_COMMAND, 2, function->command);
}

void pci_command(struct pci_function *function, uint16_t set, uint16_t clear)
{
	uint16_t command = pci_read(function, PCI_COMMAND, 2);

	if (!function->undo.listed) {
		function->command = command;
		function->undo.undo = put_back;
		case_at_end(&function->undo);
	}
	pci_write(function, PCI_COMMAND, 2, (command & ~clear) | set);
}
