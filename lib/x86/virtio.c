/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices of this machine: PCI functions, and on QEMU's microvm registers
 * in a fixed window. ACPI describes the latter in byte code, but their resources
 * stand in it as plain bytes, which are looked for: memory, followed by an
 * interrupt.
 */
#include <acpi.h>
#include <irq_line.h>
#include <pci_host.h>
#include <virtio.h>
#include <virtio_mmio.h>
#include <virtio_pci.h>

#define WINDOW	     0xfeb00000u
#define WINDOW_SLOTS 32

/* ACPI 6.4, 6.4.3.4 and 6.4.3.6: 32-bit fixed memory range, extended interrupt. */
struct resources {
	uint8_t memory_tag;
	uint16_t memory_length;
	uint8_t memory_flags;
	uint32_t base;
	uint32_t size;
	uint8_t interrupt_tag;
	uint16_t interrupt_length;
	uint8_t interrupt_flags;
	uint8_t interrupt_count;
	uint32_t gsi;
} __attribute__((packed));

enum { TAG_MEMORY = 0x86, LENGTH_MEMORY = 9, TAG_INTERRUPT = 0x89, LENGTH_INTERRUPT = 6 };

#define INTERRUPT_EDGE 0x02
#define INTERRUPT_LOW  0x04

static bool is_slot(const struct resources *at)
{
	return at->memory_tag == TAG_MEMORY && at->memory_length == LENGTH_MEMORY &&
	       at->interrupt_tag == TAG_INTERRUPT && at->interrupt_length == LENGTH_INTERRUPT &&
	       at->interrupt_count == 1 && at->size == VIRTIO_MMIO_SIZE &&
	       at->base - WINDOW < WINDOW_SLOTS * VIRTIO_MMIO_SIZE;
}

static unsigned int probe_described(const struct acpi_header *dsdt)
{
	const char *at = (const char *)(dsdt + 1), *end = (const char *)dsdt + dsdt->length;
	unsigned int found = 0;

	for (; at + sizeof(struct resources) <= end; at++) {
		const struct resources *slot = (const void *)at;
		struct irq_line line;

		if (!is_slot(slot))
			continue;
		line.number = slot->gsi;
		line.edge = slot->interrupt_flags & INTERRUPT_EDGE;
		line.active_low = slot->interrupt_flags & INTERRUPT_LOW;
		virtio_mmio_probe(slot->base, &line);
		found++;
	}
	return found;
}

/* Nothing tells which interrupts they have; and with PCI, functions may be there instead. */
static void probe_window(void)
{
	for (unsigned int n = 0; n < WINDOW_SLOTS; n++)
		virtio_mmio_probe(WINDOW + n * VIRTIO_MMIO_SIZE, NULL);
}

void virtio_discover(void)
{
	const struct acpi_header *dsdt = acpi_table("DSDT", 0);

	if ((!dsdt || !probe_described(dsdt)) && !pci_host())
		probe_window();
	virtio_pci_discover();
}
