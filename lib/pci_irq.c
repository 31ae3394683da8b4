/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How functions interrupt: by wire, or by writing a message to an address that
 * the machine reserves for it. A message is DMA: it needs bus mastering.
 */
#include <bits.h>
#include <pci_host.h>
#include <smp.h>
#include <test.h>

#define PINS	     4
#define MAX_MESSAGES 256

/* A bridge turns the pins of the bus behind it, by the slot that they come from. */
bool pci_intx(struct pci_function *function, irq_handler *handler, void *context)
{
	unsigned int pin = pci_read(function, PCI_INTERRUPT_PIN, 1);
	struct pci_function *at = function;
	struct irq_line line;

	if (!pin || pin > PINS)
		return false;
	for (; at->bridge; at = at->bridge)
		pin = (pin - 1 + PCI_SLOT(at->id)) % PINS + 1;
	if (!pci_host_line(PCI_SLOT(at->id), pin, &line) ||
	    !irq_line_connect(&line, handler, context))
		return false;
	pci_command(function, 0, PCI_COMMAND_INTX_DISABLE);
	return true;
}

/* Those of this case. What is asked for again is given again, with the new handler. */
static struct grant {
	struct pci_function *function;
	unsigned int entry;
	unsigned int cpu;
	struct pci_message message;
	irq_handler *handler;
	void *context;
} grants[MAX_MESSAGES];
static unsigned int granted;

static void forget_grants(struct case_undo *self)
{
	(void)self;
	granted = 0;
}

/* One that another CPU was given ends when this CPU asks. */
static struct grant *find_grant(struct pci_function *function, unsigned int entry)
{
	for (unsigned int i = 0; i < granted; i++) {
		struct grant *grant = &grants[i];

		if (!grant->handler || grant->function != function || grant->entry != entry)
			continue;
		irq_unregister(grant->message.source, grant->handler, grant->context);
		grant->handler = NULL;
		if (grant->cpu == smp_id())
			return grant;
	}
	return NULL;
}

/*
 * Bridges to PCI take requests for theirs: those from PCI Express sign as the first
 * function behind them, the others as themselves.
 */
static uint16_t requester_of(struct pci_function *function)
{
	uint16_t id = function->id;

	for (struct pci_function *at = function; at->bridge; at = at->bridge) {
		unsigned int express = pci_capability(at->bridge, PCI_CAP_EXPRESS, 0);
		uint16_t flags = 0;

		if (express)
			flags = pci_read(at->bridge, express + PCI_EXPRESS_FLAGS, 2);
		if (!express)
			id = at->bridge->id;
		else if (field_get(PCI_EXPRESS_TYPE, flags) == PCI_EXPRESS_TO_PCI)
			id = PCI_ID(PCI_BUS(at->id), 0, 0);
	}
	return id;
}

static struct grant *make_grant(struct pci_function *function, unsigned int entry)
{
	static struct case_undo undo = { .undo = forget_grants };
	struct grant *grant = &grants[granted];

	if (granted == MAX_MESSAGES ||
	    !pci_host_message(requester_of(function), granted, &grant->message))
		return NULL;
	granted++;
	case_at_end(&undo);
	grant->function = function;
	grant->entry = entry;
	grant->cpu = smp_id();
	return grant;
}

static const struct pci_message *get_message(struct pci_function *function, unsigned int entry,
					     irq_handler *handler, void *context)
{
	struct grant *grant = find_grant(function, entry);

	if (!grant)
		grant = make_grant(function, entry);
	if (!grant)
		return NULL;
	grant->handler = handler;
	grant->context = context;
	irq_register(grant->message.source, handler, context);
	return &grant->message;
}

bool pci_msi(struct pci_function *function, irq_handler *handler, void *context)
{
	unsigned int at = pci_capability(function, PCI_CAP_MSI, 0);
	const struct pci_message *message = NULL;
	uint16_t control;

	if (at)
		message = get_message(function, 0, handler, context);
	if (!message)
		return false;
	control = pci_read(function, at + PCI_MSI_CONTROL, 2);
	if (message->address >> 32 && !(control & PCI_MSI_WIDE))
		return false;
	pci_write(function, at + PCI_MSI_ADDRESS, 4, message->address);
	if (control & PCI_MSI_WIDE)
		pci_write(function, at + PCI_MSI_ADDRESS_HI, 4, message->address >> 32);
	pci_write(function, at + (control & PCI_MSI_WIDE ? PCI_MSI_DATA_WIDE : PCI_MSI_DATA), 2,
		  message->data);
	pci_command(function, PCI_COMMAND_MASTER, 0);
	control &= ~PCI_MSI_QUEUE_SIZE;
	pci_write(function, at + PCI_MSI_CONTROL, 2, control | PCI_MSI_ENABLE);
	return true;
}

unsigned int pci_msix_entries(struct pci_function *function)
{
	unsigned int at = pci_capability(function, PCI_CAP_MSIX, 0);

	return at ? (pci_read(function, at + PCI_MSIX_CONTROL, 2) & PCI_MSIX_TABLE_SIZE) + 1 : 0;
}

/* A doubleword of the table of messages. */
static uint32_t read_entry(struct pci_function *function, unsigned int entry, unsigned int offset)
{
	unsigned int at = pci_capability(function, PCI_CAP_MSIX, 0);
	uint32_t place = pci_read(function, at + PCI_MSIX_TABLE, 4);

	return pci_bar_read(function, place & PCI_MSIX_BAR,
			    (place & ~PCI_MSIX_BAR) + entry * PCI_MSIX_ENTRY_SIZE + offset, 4);
}

static void write_entry(struct pci_function *function, unsigned int entry, unsigned int offset,
			uint32_t value)
{
	unsigned int at = pci_capability(function, PCI_CAP_MSIX, 0);
	uint32_t place = pci_read(function, at + PCI_MSIX_TABLE, 4);

	pci_bar_write(function, place & PCI_MSIX_BAR,
		      (place & ~PCI_MSIX_BAR) + entry * PCI_MSIX_ENTRY_SIZE + offset, 4, value);
}

void pci_msix_mask(struct pci_function *function, unsigned int entry, bool masked)
{
	uint32_t control = read_entry(function, entry, PCI_MSIX_ENTRY_CONTROL);

	control &= ~PCI_MSIX_ENTRY_MASKED;
	if (masked)
		control |= PCI_MSIX_ENTRY_MASKED;
	write_entry(function, entry, PCI_MSIX_ENTRY_CONTROL, control);
}

bool pci_msix_is_pending(struct pci_function *function, unsigned int entry)
{
	unsigned int at = pci_capability(function, PCI_CAP_MSIX, 0);
	uint32_t place = pci_read(function, at + PCI_MSIX_PENDING, 4);
	uint32_t bits = pci_bar_read(function, place & PCI_MSIX_BAR,
				     (place & ~PCI_MSIX_BAR) + entry / 32 * 4, 4);

	return bits >> entry % 32 & 1;
}

/* Entries that a case before this one has used still hold its messages. */
static void enable_msix(struct pci_function *function)
{
	unsigned int at = pci_capability(function, PCI_CAP_MSIX, 0);
	uint16_t control = pci_read(function, at + PCI_MSIX_CONTROL, 2);

	pci_command(function, PCI_COMMAND_MASTER | PCI_COMMAND_MEMORY, 0);
	if (control & PCI_MSIX_ENABLE)
		return;
	for (unsigned int i = 0; i < pci_msix_entries(function); i++)
		pci_msix_mask(function, i, true);
	pci_write(function, at + PCI_MSIX_CONTROL, 2,
		  (control & ~PCI_MSIX_MASK_ALL) | PCI_MSIX_ENABLE);
}

bool pci_msix(struct pci_function *function, unsigned int entry, irq_handler *handler,
	      void *context)
{
	const struct pci_message *message;

	if (entry >= pci_msix_entries(function))
		return false;
	enable_msix(function);
	pci_msix_mask(function, entry, true);
	message = get_message(function, entry, handler, context);
	if (!message)
		return false;
	write_entry(function, entry, PCI_MSIX_ENTRY_ADDRESS, message->address);
	write_entry(function, entry, PCI_MSIX_ENTRY_ADDRESS_HI, message->address >> 32);
	write_entry(function, entry, PCI_MSIX_ENTRY_DATA, message->data);
	pci_msix_mask(function, entry, false);
	return true;
}
