/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI functions are reached by instructions of their own on this architecture,
 * see <zpci.h>, and not by a bus that could be looked at: the nth function of
 * the machine's list is shown as device n of bus 0.
 *
 * Nobody uses the addresses in the BARs but the functions themselves, which
 * must not be given addresses of storage.
 */
#include <alloc.h>
#include <bits.h>
#include <endian.h>
#include <identity.h>
#include <pci_host.h>
#include <test.h>
#include <zpci_dma.h>
#include <zpci_irq.h>

#define SLOTS	   32
#define STEP	   (16ul << 20)
#define FIRST_PORT 0x1000
#define PORTS	   0xf000
#define FOUR_GIB   (1ul << 32)
#define HIGH_SIZE  (1ul << 40)

/* No function has this index. */
#define NO_FUNCTION (CLP_HANDLE_ENABLED | 0xffff)

static struct pci_host host = { .window[PCI_SPACE_IO] = { FIRST_PORT, PORTS } };
static bool looked, found;

static void look(void)
{
	uint64_t storage = align_up(identity_storage(), STEP);

	looked = true;
	for (unsigned int n = 0; n < SLOTS && zpci_function(n); n++)
		found |= zpci_enable(zpci_function(n));
	if (storage < FOUR_GIB)
		host.window[PCI_SPACE_MEMORY] = (struct pci_range){ storage, FOUR_GIB - storage };
	host.window[PCI_SPACE_HIGH] = (struct pci_range){
		storage < FOUR_GIB ? FOUR_GIB : storage,
		HIGH_SIZE,
	};
}

const struct pci_host *pci_host(void)
{
	if (!looked)
		look();
	return found ? &host : NULL;
}

static struct zpci *function_of(uint16_t id)
{
	return id == PCI_ID(0, PCI_SLOT(id), 0) ? zpci_function(PCI_SLOT(id)) : NULL;
}

static uint32_t handle_of(uint16_t id)
{
	struct zpci *function = function_of(id);

	return function ? function->handle : NO_FUNCTION;
}

/* From and to the byte order of the function. */
static uint64_t swap(uint64_t value, unsigned int size)
{
	return le64_to_cpu(value) >> (64 - 8 * size);
}

/* What the machine refuses reads as what nobody answers, and is lost when written. */
static uint64_t load(uint64_t operand, uint64_t offset, unsigned int size)
{
	uint64_t value = 0;
	unsigned int cc = zpci_load(operand, offset, &value, NULL);

	if (cc == ZPCI_TRAPPED)
		test_crashed("PCI LOAD of %u bytes at %#lx traps: %s", size, offset,
			     trap_name(trap_probed()));
	return swap(cc == ZPCI_DONE ? value : ~0ul, size);
}

static void store(uint64_t operand, uint64_t offset, unsigned int size, uint64_t value)
{
	if (zpci_store(operand, offset, swap(value, size), NULL) == ZPCI_TRAPPED)
		test_crashed("PCI STORE of %u bytes at %#lx traps: %s", size, offset,
			     trap_name(trap_probed()));
}

uint32_t pci_host_read(uint16_t id, unsigned int offset, unsigned int size)
{
	return load(zpci_operand(handle_of(id), ZPCI_CONFIGURATION, size), offset, size);
}

void pci_host_write(uint16_t id, unsigned int offset, unsigned int size, uint32_t value)
{
	store(zpci_operand(handle_of(id), ZPCI_CONFIGURATION, size), offset, size, value);
}

uint64_t pci_bar_read(struct pci_function *function, unsigned int bar, uint64_t offset,
		      unsigned int size)
{
	return load(zpci_operand(handle_of(function->id), bar, size), offset, size);
}

void pci_bar_write(struct pci_function *function, unsigned int bar, uint64_t offset,
		   unsigned int size, uint64_t value)
{
	store(zpci_operand(handle_of(function->id), bar, size), offset, size, value);
}

bool pci_host_line(unsigned int slot, unsigned int pin, struct irq_line *line)
{
	(void)slot, (void)pin, (void)line;
	return false;
}

bool pci_host_message(uint16_t requester, unsigned int n, struct pci_message *message)
{
	struct zpci *function = function_of(requester);
	int data = function ? zpci_irq_message(function, PCI_SLOT(requester), n) : -1;

	if (data < 0)
		return false;
	*message = (struct pci_message){
		.address = function->group.message_address,
		.data = data,
		.source = IRQ_MESSAGE(n),
	};
	return true;
}

/* The translation tables of each function, until the case ends. */
static uint64_t *tables[SLOTS];

/* A function that made an error is taken out of it, for those who are to reset the device. */
static void withdraw_tables(struct case_undo *self)
{
	const struct zpci_fib none = { 0 };

	(void)self;
	for (unsigned int n = 0; n < SLOTS; n++) {
		uint32_t handle;

		if (!tables[n])
			continue;
		handle = zpci_function(n)->handle;
		zpci_modify(zpci_operand(handle, 0, ZPCI_UNREGISTER_TRANSLATION), &none, NULL);
		zpci_modify(zpci_operand(handle, 0, ZPCI_RESET_ERROR), &none, NULL);
		tables[n] = NULL;
	}
}

static void give_tables(struct zpci *function, unsigned int slot)
{
	static struct case_undo undo = { .undo = withdraw_tables };

	tables[slot] = zpci_dma_tables();
	case_at_end(&undo);
	REQUIRE(zpci_dma_register(function, zpci_dma_anchor(tables[slot]), NULL) == ZPCI_DONE,
		"PCI function %u takes no translation tables", slot);
}

/* DMA addresses begin where the function says, and are as far apart as those of storage. */
uint64_t pci_dma_address(struct pci_function *function, const volatile void *memory, size_t size)
{
	struct zpci *zpci = function_of(function->id);
	unsigned int slot = PCI_SLOT(function->id);
	uint64_t first = align_down((uintptr_t)memory, PAGE_SIZE);
	uint64_t end = align_up((uintptr_t)memory + size, PAGE_SIZE);
	uint64_t offset = zpci->about.first_dma;
	bool changed = false;

	if (!tables[slot])
		give_tables(zpci, slot);
	for (uint64_t page = first; page < end; page += PAGE_SIZE) {
		uint64_t *entry = zpci_dma_entry(tables[slot], page + offset);

		changed |= *entry != page;
		*entry = page;
	}
	if (changed)
		REQUIRE(zpci_refresh(zpci->handle, first + offset, end - first, NULL) == ZPCI_DONE,
			"PCI function %u does not refresh its translation", slot);
	return (uintptr_t)memory + offset;
}
