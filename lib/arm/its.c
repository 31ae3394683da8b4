/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the ITS is told: a table of events for each device, a collection for
 * each CPU, and for each event an LPI and the collection that takes it.
 */
#include <alloc.h>
#include <bits.h>
#include <case.h>
#include <dt.h>
#include <pci_host.h>
#include <smp.h>
#include <test.h>
#include "its.h"
#include "its_impl.h"
#include "mmio.h"
#include "mmu_arm.h"

enum { GITS_CTLR = 0x00, GITS_TYPER = 0x08, GITS_BASER = 0x100, GITS_TRANSLATER = 0x10040 };
enum { GICR_TYPER = 0x08 };

#define CTLR_ENABLED BIT(0)

#define TYPER_ENTRY_SIZE    BIT_RANGE(7, 4)
#define TYPER_BY_ADDRESS    BIT(19) /* redistributors are named by address, not by number */
#define GICR_TYPER_NUMBER   BIT_RANGE(23, 8)
#define TARGET_NUMBER_SHIFT 16

/* GITS_BASERn: tables that the ITS keeps in our memory. */
#define BASERS		 8
#define BASER_VALID	 BIT(63)
#define BASER_CACHE	 BIT_RANGE(61, 59)
#define BASER_TYPE	 BIT_RANGE(58, 56)
#define BASER_ENTRY_SIZE BIT_RANGE(52, 48)
#define BASER_SHARE	 BIT_RANGE(11, 10)
#define BASER_PAGE_SIZE	 BIT_RANGE(9, 8) /* 4, 16 or 64 KiB */
#define BASER_PAGES	 BIT_RANGE(7, 0)

enum { TYPE_DEVICES = 1, TYPE_COLLECTIONS = 4 };

#define REQUESTER_BITS	16
#define COLLECTION_BITS 8
#define EVENT_BITS	8 /* MAX_LPIS */
#define MAX_DEVICES	64

static struct {
	uintptr_t registers;
	uint64_t physical;
	bool looked;
	uint32_t devices[MAX_DEVICES];
	unsigned int device_count;
	unsigned long collections[BITMAP_LONGS(1 << COLLECTION_BITS)];
} its;

/* Of this case: event n of a device is LPI FIRST_LPI + n, so that devices may share a name. */
static struct mapping {
	bool used;
	uint32_t device;
	uint64_t target;
} mappings[MAX_LPIS];

/* Pages of another size may be all that the ITS takes: it answers with what it uses. */
static void give_table(unsigned int n)
{
	uintptr_t place = its.registers + GITS_BASER + 8 * n;
	uint64_t base = mmio_read64(place), size, page;
	uint64_t type = field_get(BASER_TYPE, base);

	if (type != TYPE_DEVICES && type != TYPE_COLLECTIONS)
		return;
	size = (field_get(BASER_ENTRY_SIZE, base) + 1)
	       << (type == TYPE_DEVICES ? REQUESTER_BITS : COLLECTION_BITS);
	mmio_write64(place, field_put(BASER_PAGE_SIZE, base, 0));
	page = PAGE_SIZE << 2 * field_get(BASER_PAGE_SIZE, mmio_read64(place));
	size = align_up(size, page);
	base = field_put(BASER_PAGE_SIZE, base, (bit_first(page) - PAGE_SHIFT) / 2);
	base = field_put(BASER_PAGES, base, size / page - 1);
	base = field_put(BASER_CACHE, base, ITS_CACHED);
	base = field_put(BASER_SHARE, base, ITS_SHARED);
	mmio_write64(place, base | (uintptr_t)its_table(size) | BASER_VALID);
}

static void look(void)
{
	int node = dt_find(DT_START, "arm,gic-v3-its");
	uint64_t size;

	its.looked = true;
	if (node == DT_NONE || !dt_reg(node, 0, &its.physical, &size))
		return;
	its.registers = mmu_device_block(its.physical, size);
	for (unsigned int n = 0; n < BASERS; n++)
		give_table(n);
	its_queue_setup(its.registers);
	mmio_write32(its.registers + GITS_CTLR,
		     mmio_read32(its.registers + GITS_CTLR) | CTLR_ENABLED);
}

static bool know_device(uint32_t device)
{
	size_t entry = field_get(TYPER_ENTRY_SIZE, mmio_read64(its.registers + GITS_TYPER)) + 1;

	for (unsigned int i = 0; i < its.device_count; i++) {
		if (its.devices[i] == device)
			return true;
	}
	if (its.device_count == MAX_DEVICES)
		return false;
	its_map_device(device, EVENT_BITS,
		       page_keep(align_up(entry << EVENT_BITS, PAGE_SIZE) / PAGE_SIZE));
	its.devices[its.device_count++] = device;
	return true;
}

static uint64_t target_of(const struct cpu *cpu)
{
	uintptr_t redistributor = cpu->arch.redistributor;

	if (mmio_read64(its.registers + GITS_TYPER) & TYPER_BY_ADDRESS)
		return redistributor;
	return field_get(GICR_TYPER_NUMBER, mmio_read64(redistributor + GICR_TYPER))
	       << TARGET_NUMBER_SHIFT;
}

static void know_cpu(struct cpu *cpu)
{
	lpi_setup_cpu(cpu);
	if (!test_bit(its.collections, cpu->id))
		its_map_collection(cpu->id, target_of(cpu));
	set_bit(its.collections, cpu->id);
}

/* A discarded event takes a pending LPI with it. */
static void forget(unsigned int n)
{
	struct mapping *mapping = &mappings[n];

	lpi_configure(FIRST_LPI + n, false);
	its_reread(mapping->device, n);
	its_discard(mapping->device, n);
	its_sync(mapping->target);
	mapping->used = false;
}

static void forget_all(struct case_undo *self)
{
	(void)self;
	for (unsigned int i = 0; i < MAX_LPIS; i++) {
		if (mappings[i].used)
			forget(i);
	}
}

static void map(uint32_t device, unsigned int n)
{
	static struct case_undo undo = { .undo = forget_all };
	uint64_t target = target_of(this_cpu());

	mappings[n] = (struct mapping){ true, device, target };
	case_at_end(&undo);
	its_map_event(device, n, FIRST_LPI + n, this_cpu()->id);
	lpi_configure(FIRST_LPI + n, true);
	its_reread(device, n);
	its_sync(target);
}

bool its_message(uint32_t device, unsigned int n, struct pci_message *message)
{
	if (!its.looked)
		look();
	if (!its.registers || n >= MAX_LPIS || this_cpu()->id >> COLLECTION_BITS)
		return false;
	know_cpu(this_cpu());
	if (!know_device(device))
		return false;
	map(device, n);
	*message =
		(struct pci_message){ its.physical + GITS_TRANSLATER, n, IRQ_INTID(FIRST_LPI + n) };
	return true;
}
