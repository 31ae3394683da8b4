/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers of both versions. The old one is told the number of the page where
 * a queue begins, the new one the address of each of its parts.
 */
#include <alloc.h>
#include <endian.h>
#include <irq_line.h>
#include <mmio.h>
#include <mmu.h>
#include <stdio.h>
#include <util.h>
#include <virtio_mmio.h>
#include <virtqueue.h>

enum {
	MAGIC = 0x000,
	VERSION = 0x004,
	DEVICE_ID = 0x008,
	OFFERED = 0x010,
	OFFERED_SELECT = 0x014,
	ACCEPTED = 0x020,
	ACCEPTED_SELECT = 0x024,
	PAGE_BYTES = 0x028, /* version 1 */
	QUEUE_SELECT = 0x030,
	QUEUE_LIMIT = 0x034,
	QUEUE_SIZE = 0x038,
	QUEUE_ALIGN = 0x03c, /* version 1 */
	QUEUE_PAGE = 0x040,  /* version 1 */
	QUEUE_READY = 0x044,
	QUEUE_NOTIFY = 0x050,
	INTERRUPT_STATUS = 0x060,
	INTERRUPT_ACK = 0x064,
	STATUS = 0x070,
	QUEUE_DESCRIPTORS = 0x080,
	QUEUE_AVAILABLE = 0x090,
	QUEUE_USED = 0x0a0,
	CONFIG_GENERATION = 0x0fc, /* not in version 1 */
	CONFIG = 0x100,
};

#define MAGIC_VALUE	 0x74726976 /* "virt" */
#define VERSION_LEGACY	 1
#define INTERRUPT_USED	 1
#define INTERRUPT_CONFIG 2

struct mmio_device {
	struct virtio_device device;
	uintptr_t registers;
	struct irq_line line;
	bool has_line;
};

static struct mmio_device *of(struct virtio_device *device)
{
	return container_of(device, struct mmio_device, device);
}

static uint32_t get(struct virtio_device *device, unsigned int reg)
{
	return mmio_read32(of(device)->registers + reg);
}

static void set(struct virtio_device *device, unsigned int reg, uint32_t value)
{
	mmio_write32(of(device)->registers + reg, value);
}

static uint8_t status(struct virtio_device *device)
{
	return get(device, STATUS);
}

static void set_status(struct virtio_device *device, uint8_t bits)
{
	set(device, STATUS, bits);
	if (device->legacy && !bits)
		set(device, PAGE_BYTES, VIRTQ_LEGACY_ALIGN);
}

static uint64_t offered(struct virtio_device *device)
{
	uint64_t low;

	set(device, OFFERED_SELECT, 0);
	low = get(device, OFFERED);
	set(device, OFFERED_SELECT, 1);
	return low | (uint64_t)get(device, OFFERED) << 32;
}

static void accept(struct virtio_device *device, uint64_t features)
{
	set(device, ACCEPTED_SELECT, 0);
	set(device, ACCEPTED, features);
	set(device, ACCEPTED_SELECT, 1);
	set(device, ACCEPTED, features >> 32);
}

static unsigned int queue_limit(struct virtio_device *device, unsigned int index)
{
	set(device, QUEUE_SELECT, index);
	return get(device, QUEUE_LIMIT);
}

static void set_address(struct virtio_device *device, unsigned int reg, const volatile void *memory)
{
	set(device, reg, (uintptr_t)memory);
	set(device, reg + 4, (uintptr_t)memory >> 32);
}

static bool queue_start(struct virtio_device *device, struct virtqueue *queue)
{
	set(device, QUEUE_SELECT, queue->index);
	set(device, QUEUE_SIZE, queue->size);
	if (device->legacy) {
		set(device, QUEUE_ALIGN, VIRTQ_LEGACY_ALIGN);
		set(device, QUEUE_PAGE, (uintptr_t)queue->descriptors / VIRTQ_LEGACY_ALIGN);
		return get(device, QUEUE_PAGE);
	}
	set_address(device, QUEUE_DESCRIPTORS, queue->descriptors);
	set_address(device, QUEUE_AVAILABLE, queue->available);
	set_address(device, QUEUE_USED, queue->used);
	set(device, QUEUE_READY, 1);
	return get(device, QUEUE_READY);
}

static void notify(struct virtio_device *device, struct virtqueue *queue)
{
	set(device, QUEUE_NOTIFY, queue->index);
}

static void interrupted(const struct irq *irq, void *context)
{
	struct virtio_device *device = context;
	uint32_t why = get(device, INTERRUPT_STATUS);

	(void)irq;
	set(device, INTERRUPT_ACK, why);
	if (why & INTERRUPT_CONFIG)
		device->config_changes++;
	if (why & INTERRUPT_USED)
		virtio_interrupt(device);
}

static bool interrupts(struct virtio_device *device, enum virtio_way way)
{
	return way == VIRTIO_BY_LINE && of(device)->has_line &&
	       irq_line_connect(&of(device)->line, interrupted, device);
}

static uint32_t generation(struct virtio_device *device)
{
	return device->legacy ? 0 : get(device, CONFIG_GENERATION);
}

/* By words; another generation behind them says that they are not of one moment. */
static void config(struct virtio_device *device, unsigned int offset, void *bytes,
		   unsigned int size)
{
	uint32_t before;

	do {
		before = generation(device);
		for (unsigned int i = 0; i < size; i += sizeof(uint32_t))
			store_le32((char *)bytes + i, get(device, CONFIG + offset + i));
	} while (generation(device) != before);
}

static const struct virtio_transport transport = {
	.status = status,
	.set_status = set_status,
	.offered = offered,
	.accept = accept,
	.queue_limit = queue_limit,
	.queue_start = queue_start,
	.notify = notify,
	.config = config,
	.interrupts = interrupts,
};

/* A place without a device has the kind 0. */
void virtio_mmio_probe(uint64_t address, const struct irq_line *line)
{
	uintptr_t registers = (uintptr_t)mmu_device(address, VIRTIO_MMIO_SIZE);
	struct mmio_device *found;

	if (mmio_read32(registers + MAGIC) != MAGIC_VALUE || !mmio_read32(registers + DEVICE_ID))
		return;
	found = page_keep(1);
	found->registers = registers;
	found->device.transport = &transport;
	found->device.kind = mmio_read32(registers + DEVICE_ID);
	found->device.legacy = mmio_read32(registers + VERSION) == VERSION_LEGACY;
	snprintf(found->device.name, sizeof(found->device.name), "mmio %#lx", address);
	if (line) {
		found->line = *line;
		found->has_line = true;
	}
	virtio_add(&found->device);
}
