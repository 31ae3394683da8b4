/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where functions have their registers. A register that is zero has not been
 * placed; neither has a window of a bridge.
 *
 * Sizes are powers of two and addresses multiples of them. What lies behind a
 * bridge is added up and rounded up to one more power of two, so that a bridge
 * is placed like a register, and on each bus the largest goes first.
 */
#include <bits.h>
#include <pci_host.h>
#include <util.h>
#include "pci_bridge.h"

#define UPPER_PORTS 0xffff0000ul /* a function may leave them out */

static struct pci_function *all;
static unsigned int all_count;

/* The bits of a register that can be set. */
static uint64_t settable(struct pci_function *function, unsigned int offset)
{
	uint32_t before = pci_read(function, offset, 4), bits;

	pci_write(function, offset, 4, ~0u);
	bits = pci_read(function, offset, 4);
	pci_write(function, offset, 4, before);
	return bits;
}

static void measure_ports(struct pci_function *function, unsigned int n, uint32_t low)
{
	uint64_t bits = settable(function, PCI_BAR(n)) & ~(uint64_t)PCI_BAR_IO_FLAGS;

	if (bits)
		bits |= UPPER_PORTS;
	function->bars[n] = (struct pci_bar){
		.address = low & ~PCI_BAR_IO_FLAGS,
		.size = bits & -bits,
		.io = true,
	};
}

static void measure_memory(struct pci_function *function, unsigned int n, uint32_t low)
{
	bool wide = (low & PCI_BAR_WIDTH) == PCI_BAR_WIDTH_64;
	uint64_t bits = settable(function, PCI_BAR(n)) & ~(uint64_t)PCI_BAR_MEMORY_FLAGS;
	uint64_t address = low & ~PCI_BAR_MEMORY_FLAGS;

	if (wide) {
		bits |= settable(function, PCI_BAR(n + 1)) << 32;
		address |= (uint64_t)pci_read(function, PCI_BAR(n + 1), 4) << 32;
	}
	function->bars[n] = (struct pci_bar){
		.address = address,
		.size = bits & -bits,
		.wide = wide,
		.prefetchable = low & PCI_BAR_PREFETCHABLE,
	};
}

static unsigned int registers_of(const struct pci_function *function)
{
	return function->header == PCI_HEADER_NORMAL   ? PCI_BARS
	       : function->header == PCI_HEADER_BRIDGE ? 2
						       : 0;
}

/* With decoding off, or the function would answer at the addresses that are tried. */
static void measure(struct pci_function *function)
{
	uint16_t command = pci_read(function, PCI_COMMAND, 2);

	pci_write(function, PCI_COMMAND, 2, command & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY));
	for (unsigned int n = 0; n < registers_of(function); n++) {
		uint32_t low = pci_read(function, PCI_BAR(n), 4);

		if (low & PCI_BAR_IO)
			measure_ports(function, n, low);
		else
			measure_memory(function, n, low);
		n += function->bars[n].wide;
	}
	pci_write(function, PCI_COMMAND, 2, command);
}

/*
 * 64-bit registers go above 4 GiB, out of the way of those that cannot, where
 * reading has no side effects, the machine has such addresses and every bridge
 * on the way lets them pass.
 */
static enum pci_space space_of(const struct pci_function *function, const struct pci_bar *bar)
{
	if (bar->io)
		return PCI_SPACE_IO;
	if (!bar->wide || !bar->prefetchable || !pci_host()->window[PCI_SPACE_HIGH].size)
		return PCI_SPACE_MEMORY;
	for (struct pci_function *bridge = function->bridge; bridge; bridge = bridge->bridge) {
		if (!pci_bridge_is_wide(bridge, PCI_SPACE_HIGH))
			return PCI_SPACE_MEMORY;
	}
	return PCI_SPACE_HIGH;
}

/* Something to be placed on a bus: a register, or a bridge's window if bar is NULL. */
struct demand {
	struct pci_function *function;
	struct pci_bar *bar;
	uint64_t size;
};

typedef void demand_visitor(const struct demand *demand, void *context);

static uint64_t window_demand(struct pci_function *bridge, enum pci_space space);

static void for_each_demand(struct pci_function *bridge, enum pci_space space,
			    demand_visitor *visit, void *context)
{
	for (unsigned int i = 0; i < all_count; i++) {
		struct demand demand = { .function = &all[i] };

		if (all[i].bridge != bridge)
			continue;
		for (unsigned int n = 0; n < PCI_BARS; n++) {
			demand.bar = &all[i].bars[n];
			demand.size = demand.bar->size;
			if (demand.size && !demand.bar->address &&
			    space_of(&all[i], demand.bar) == space)
				visit(&demand, context);
		}
		demand.bar = NULL;
		demand.size = all[i].header == PCI_HEADER_BRIDGE && !all[i].passes[space].size
				      ? window_demand(&all[i], space)
				      : 0;
		if (demand.size)
			visit(&demand, context);
	}
}

static void add_up(const struct demand *demand, void *context)
{
	*(uint64_t *)context += demand->size;
}

static void keep_largest(const struct demand *demand, void *context)
{
	struct demand *largest = context;

	if (demand->size > largest->size)
		*largest = *demand;
}

static uint64_t window_demand(struct pci_function *bridge, enum pci_space space)
{
	uint64_t sum = 0;

	for_each_demand(bridge, space, add_up, &sum);
	if (!sum)
		return 0;
	sum = max(sum, pci_bridge_step(space));
	return is_aligned(sum, BIT(bit_last(sum))) ? sum : BIT(bit_last(sum) + 1);
}

static bool overlap(uint64_t start, uint64_t size, uint64_t other, uint64_t other_size)
{
	return other_size && start < other + other_size && other < start + size;
}

/* Where the next try may begin if something on this bus is in the way, else 0. */
static uint64_t end_of_obstacle(const struct pci_function *bridge, bool io, uint64_t start,
				uint64_t size)
{
	for (unsigned int i = 0; i < all_count; i++) {
		const struct pci_function *function = &all[i];

		if (function->bridge != bridge)
			continue;
		for (unsigned int n = 0; n < PCI_BARS; n++) {
			const struct pci_bar *bar = &function->bars[n];

			if (bar->address && bar->io == io &&
			    overlap(start, size, bar->address, bar->size))
				return bar->address + bar->size;
		}
		for (unsigned int space = 0; space < PCI_SPACES; space++) {
			const struct pci_range *range = &function->passes[space];

			if ((space == PCI_SPACE_IO) == io &&
			    overlap(start, size, range->start, range->size))
				return range->start + range->size;
		}
	}
	return 0;
}

/* 0 if there is no room. */
static uint64_t find_room(const struct pci_function *bridge, enum pci_space space,
			  struct pci_range room, uint64_t size)
{
	uint64_t start = room.start, end = room.start + room.size, next;

	do {
		start = align_up(start, size);
		if (start > end || size > end - start)
			return 0;
		next = end_of_obstacle(bridge, space == PCI_SPACE_IO, start, size);
		if (next)
			start = next;
	} while (next);
	return start;
}

static void place(const struct demand *demand, enum pci_space space, uint64_t start)
{
	unsigned int n;

	if (!demand->bar) {
		pci_bridge_open(demand->function, space, (struct pci_range){ start, demand->size });
		return;
	}
	n = demand->bar - demand->function->bars;
	demand->bar->address = start;
	pci_write(demand->function, PCI_BAR(n), 4, start);
	if (demand->bar->wide)
		pci_write(demand->function, PCI_BAR(n + 1), 4, start >> 32);
}

/* The largest first, until nothing is left or the next does not fit. */
static void fill(struct pci_function *bridge, enum pci_space space, struct pci_range room)
{
	for (;;) {
		struct demand demand = { 0 };
		uint64_t start;

		for_each_demand(bridge, space, keep_largest, &demand);
		if (!demand.size)
			break;
		start = find_room(bridge, space, room, demand.size);
		if (!start)
			break;
		place(&demand, space, start);
	}
	for (unsigned int i = 0; i < all_count; i++) {
		if (all[i].bridge == bridge && all[i].header == PCI_HEADER_BRIDGE)
			fill(&all[i], space, all[i].passes[space]);
	}
}

/* A window that starts at 0 is what a reset leaves, and would swallow the lowest addresses. */
static void look_at_windows(struct pci_function *bridge)
{
	for (unsigned int space = 0; space < PCI_SPACES; space++) {
		bridge->passes[space] = pci_bridge_window(bridge, space);
		if (!bridge->passes[space].size)
			pci_bridge_close(bridge, space);
	}
}

void pci_assign(struct pci_function *functions, unsigned int count)
{
	all = functions;
	all_count = count;
	for (unsigned int i = 0; i < count; i++) {
		measure(&all[i]);
		if (all[i].header == PCI_HEADER_BRIDGE)
			look_at_windows(&all[i]);
	}
	for (unsigned int space = 0; space < PCI_SPACES; space++)
		fill(NULL, space, pci_host()->window[space]);
	for (unsigned int i = 0; i < count; i++) {
		if (all[i].header == PCI_HEADER_BRIDGE)
			pci_write(&all[i], PCI_COMMAND, 2,
				  pci_read(&all[i], PCI_COMMAND, 2) | PCI_COMMAND_IO |
					  PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	}
}
