/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where interrupts of PCI functions arrive: messages at a local APIC, wires at
 * the IOAPIC in the way of the one chipset that has them there without further
 * programming, Q35 with ICH9.
 */
#include <pci_host.h>
#include <smp.h>
#include "vectors.h"

#define MESSAGE_ADDRESS	  0xfee00000ul
#define DESTINATION_SHIFT 12
#define DESTINATION_MAX	  0xfe

#define VENDOR_INTEL 0x8086
#define DEVICE_Q35   0x29c0

/* PIRQA to PIRQD, then PIRQE to PIRQH. */
#define PIRQ_FIRST_GSI 16
#define PIRQ_GROUP     4

bool pci_host_message(uint16_t requester, unsigned int n, struct pci_message *message)
{
	uint64_t to = this_cpu()->hardware_id;
	unsigned int vector = VECTOR_MESSAGE + n;

	(void)requester;
	if (to > DESTINATION_MAX || n >= VECTOR_MESSAGES)
		return false;
	*message = (struct pci_message){ MESSAGE_ADDRESS | to << DESTINATION_SHIFT, vector,
					 IRQ_VECTOR(vector) };
	return true;
}

/*
 * What ICH9 does after a reset: its own functions, in the last slots, are on the
 * first group, each pin on its own; the slots before turn the pins of the second.
 */
bool pci_host_line(unsigned int slot, unsigned int pin, struct irq_line *line)
{
	enum { OWN_FIRST = 25, OWN_BRIDGE = 30 };
	bool own = slot >= OWN_FIRST && slot != OWN_BRIDGE;
	unsigned int pirq = own ? pin - 1 : PIRQ_GROUP + (slot + pin - 1) % PIRQ_GROUP;

	if (pci_config_read(PCI_ID(0, 0, 0), PCI_VENDOR, 4) != (DEVICE_Q35 << 16 | VENDOR_INTEL))
		return false;
	*line = (struct irq_line){ .number = PIRQ_FIRST_GSI + pirq };
	return true;
}
