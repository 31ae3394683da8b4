/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI functions are reached by instructions of their own on this architecture,
 * through handles that CLP gives out, and not by a bus that could be looked at.
 * None is found here: pci_count() is 0.
 */
#include <pci_host.h>
#include <test.h>

const struct pci_host *pci_host(void)
{
	return NULL;
}

static void __attribute__((noreturn)) nobody_asks(void)
{
	test_crashed("there is no PCI on s390x yet");
}

uint32_t pci_host_read(uint16_t id, unsigned int offset, unsigned int size)
{
	(void)id, (void)offset, (void)size;
	nobody_asks();
}

void pci_host_write(uint16_t id, unsigned int offset, unsigned int size, uint32_t value)
{
	(void)id, (void)offset, (void)size, (void)value;
	nobody_asks();
}

uint64_t pci_bar_read(struct pci_function *function, unsigned int bar, uint64_t offset,
		      unsigned int size)
{
	(void)function, (void)bar, (void)offset, (void)size;
	nobody_asks();
}

void pci_bar_write(struct pci_function *function, unsigned int bar, uint64_t offset,
		   unsigned int size, uint64_t value)
{
	(void)function, (void)bar, (void)offset, (void)size, (void)value;
	nobody_asks();
}

bool pci_host_line(unsigned int slot, unsigned int pin, struct irq_line *line)
{
	(void)slot, (void)pin, (void)line;
	return false;
}

bool pci_host_message(uint16_t requester, unsigned int n, struct pci_message *message)
{
	(void)requester, (void)n, (void)message;
	return false;
}

uint64_t pci_dma_address(struct pci_function *function, const volatile void *memory, size_t size)
{
	(void)function, (void)memory, (void)size;
	nobody_asks();
}
