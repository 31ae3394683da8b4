/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Windows of bridges: a first and a last address for each space, of which the
 * registers hold the upper bits. Where the first lies above the last, nothing
 * is passed on.
 */
#include <pci_host.h>
#include "pci_bridge.h"

#define TYPE_BITS 0xfu /* of the low halves; read-only */

static const struct window {
	uint8_t base, limit;
	uint8_t size;  /* of each, in bytes */
	uint8_t shift; /* of the address in it */
	uint8_t base_high, limit_high;
	uint8_t size_high;
	uint8_t shift_high;
} windows[PCI_SPACES] = {
	[PCI_SPACE_IO] = { PCI_IO_BASE, PCI_IO_LIMIT, 1, 8, PCI_IO_BASE_HI, PCI_IO_LIMIT_HI, 2,
			   16 },
	[PCI_SPACE_MEMORY] = { PCI_MEMORY_BASE, PCI_MEMORY_LIMIT, 2, 16, 0, 0, 0, 0 },
	[PCI_SPACE_HIGH] = { PCI_PREFETCH_BASE, PCI_PREFETCH_LIMIT, 2, 16, PCI_PREFETCH_BASE_HI,
			     PCI_PREFETCH_LIMIT_HI, 4, 32 },
};

uint64_t pci_bridge_step(enum pci_space space)
{
	return 1ul << (windows[space].shift + 4);
}

bool pci_bridge_is_wide(struct pci_function *bridge, enum pci_space space)
{
	const struct window *window = &windows[space];

	return window->size_high && pci_read(bridge, window->base, 1) & TYPE_BITS;
}

static uint64_t get(struct pci_function *bridge, enum pci_space space, bool limit)
{
	const struct window *window = &windows[space];
	uint64_t value = pci_read(bridge, limit ? window->limit : window->base, window->size);

	value = (value & ~TYPE_BITS) << window->shift;
	if (pci_bridge_is_wide(bridge, space))
		value |= (uint64_t)pci_read(bridge, limit ? window->limit_high : window->base_high,
					    window->size_high)
			 << window->shift_high;
	return value;
}

static void put(struct pci_function *bridge, enum pci_space space, bool limit, uint64_t value)
{
	const struct window *window = &windows[space];

	pci_write(bridge, limit ? window->limit : window->base, window->size,
		  value >> window->shift);
	if (pci_bridge_is_wide(bridge, space))
		pci_write(bridge, limit ? window->limit_high : window->base_high, window->size_high,
			  value >> window->shift_high);
}

struct pci_range pci_bridge_window(struct pci_function *bridge, enum pci_space space)
{
	uint64_t start = get(bridge, space, false), last = get(bridge, space, true);

	if (!start || start > last)
		return (struct pci_range){ 0 };
	return (struct pci_range){ start, last + pci_bridge_step(space) - start };
}

void pci_bridge_open(struct pci_function *bridge, enum pci_space space, struct pci_range range)
{
	put(bridge, space, false, range.start);
	put(bridge, space, true, range.start + range.size - 1);
	bridge->passes[space] = range;
}

/* The highest first address that all bridges can hold, and 0 as the last. */
void pci_bridge_close(struct pci_function *bridge, enum pci_space space)
{
	put(bridge, space, false, space == PCI_SPACE_IO ? 0xf000 : 0xfff00000);
	put(bridge, space, true, 0);
	bridge->passes[space] = (struct pci_range){ 0 };
}
