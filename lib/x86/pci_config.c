/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <irq.h>
#include <spinlock.h>
#include "io_size.h"
#include "pci_config.h"

#define ADDRESS 0xcf8
#define DATA	0xcfc
#define ENABLE	0x80000000

static struct spinlock lock;

/* Only there does the port give back what was written. */
bool pci_ports_present(void)
{
	out32(ADDRESS, ENABLE);
	return in32(ADDRESS) == ENABLE;
}

static uint16_t select(uint16_t id, unsigned int offset)
{
	out32(ADDRESS, ENABLE | (uint32_t)id << 8 | (offset & 0xfc));
	return DATA + (offset & 3);
}

uint32_t pci_ports_read(uint16_t id, unsigned int offset, unsigned int size)
{
	bool enabled = irq_save();
	uint32_t value;

	spin_lock(&lock);
	value = port_read(select(id, offset), size);
	spin_unlock(&lock);
	irq_restore(enabled);
	return value;
}

void pci_ports_write(uint16_t id, unsigned int offset, unsigned int size, uint32_t value)
{
	bool enabled = irq_save();

	spin_lock(&lock);
	port_write(select(id, offset), size, value);
	spin_unlock(&lock);
	irq_restore(enabled);
}
