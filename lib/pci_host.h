/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What connects the CPUs to the root bus of PCI. From lib/ARCH/pci.c, as are
 * pci_bar_read() and pci_bar_write() of <pci.h>.
 */
#ifndef PCI_HOST_H
#define PCI_HOST_H

#include <irq_line.h>
#include <pci.h>
#include <stdbool.h>
#include <stdint.h>

struct pci_host {
	unsigned int first_bus;
	unsigned int last_bus;
	/* Bus addresses that may be given to functions: ports, below 4 GiB, above. */
	struct pci_range window[PCI_SPACES];
};

const struct pci_host *pci_host(void); /* NULL: this machine has no PCI */
uint32_t pci_host_read(uint16_t id, unsigned int offset, unsigned int size);
void pci_host_write(uint16_t id, unsigned int offset, unsigned int size, uint32_t value);

/* The interrupt that pin 1 to 4 of a slot on a root bus is wired to; false if none is known. */
bool pci_host_line(unsigned int slot, unsigned int pin, struct irq_line *line);

/*
 * A message that interrupts this CPU until the case ends: the nth one of this
 * case. False if the machine has not so many. The requester is who the message
 * will seem to come from.
 */
struct pci_message {
	uint64_t address;
	uint32_t data;
	unsigned int source;
};
bool pci_host_message(uint16_t requester, unsigned int n, struct pci_message *message);

/* From lib/pci_bar.c: how large and where registers are, and an address for those without. */
void pci_assign(struct pci_function *functions, unsigned int count);

#endif
