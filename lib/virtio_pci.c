/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capabilities of the function tell in which BAR, and where in it, each group of
 * registers is.
 */
#include <alloc.h>
#include <endian.h>
#include <pci.h>
#include <stdio.h>
#include <util.h>
#include <virtio_pci.h>
#include <virtqueue.h>

#define VENDOR	   0x1af4
#define DEVICE_OLD 0x1000 /* to 0x103f: also have the old interface */
#define DEVICE_NEW 0x1040 /* and the kind of device, to 0x107f */
#define DEVICE_END 0x1080

/* Of a capability: the group, and where it is. */
enum { CAP_GROUP = 3, CAP_BAR = 4, CAP_OFFSET = 8, CAP_SIZE = 12, CAP_MULTIPLIER = 16 };
enum { GROUP_COMMON = 1, GROUP_NOTIFY, GROUP_ISR, GROUP_DEVICE, GROUPS };

/* The common group. */
enum {
	OFFERED_SELECT = 0x00,
	OFFERED = 0x04,
	ACCEPTED_SELECT = 0x08,
	ACCEPTED = 0x0c,
	CONFIG_VECTOR = 0x10,
	STATUS = 0x14,
	CONFIG_GENERATION = 0x15,
	QUEUE_SELECT = 0x16,
	QUEUE_SIZE = 0x18,
	QUEUE_VECTOR = 0x1a,
	QUEUE_ENABLE = 0x1c,
	QUEUE_NOTIFY_OFFSET = 0x1e,
	QUEUE_DESCRIPTORS = 0x20,
	QUEUE_AVAILABLE = 0x28,
	QUEUE_USED = 0x30,
};

#define NO_VECTOR  0xffff
#define ISR_QUEUE  1
#define ISR_CONFIG 2

/* Entries of the MSI-X table: one for changes of the configuration, then one for each queue. */
enum { ENTRY_CONFIG = 0, ENTRY_QUEUE = 1 };

struct group {
	unsigned int bar;
	uint32_t offset;
	uint32_t size;
};

struct pci_device {
	struct virtio_device device;
	struct pci_function *function;
	struct group groups[GROUPS];
	uint32_t multiplier; /* of notify offsets */
};

static struct pci_device *of(struct virtio_device *device)
{
	return container_of(device, struct pci_device, device);
}

static uint64_t get(struct virtio_device *device, unsigned int reg, unsigned int size)
{
	struct group *common = &of(device)->groups[GROUP_COMMON];

	return pci_bar_read(of(device)->function, common->bar, common->offset + reg, size);
}

static void set(struct virtio_device *device, unsigned int reg, unsigned int size, uint64_t value)
{
	struct group *common = &of(device)->groups[GROUP_COMMON];

	pci_bar_write(of(device)->function, common->bar, common->offset + reg, size, value);
}

/* The first access of a case may find the function switched off. */
static void switch_on(struct virtio_device *device)
{
	struct pci_function *function = of(device)->function;

	if (!function->undo.listed)
		pci_command(function, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 0);
}

static uint8_t status(struct virtio_device *device)
{
	switch_on(device);
	return get(device, STATUS, 1);
}

static void set_status(struct virtio_device *device, uint8_t bits)
{
	switch_on(device);
	set(device, STATUS, 1, bits);
}

static uint64_t offered(struct virtio_device *device)
{
	uint64_t low;

	switch_on(device);
	set(device, OFFERED_SELECT, 4, 0);
	low = get(device, OFFERED, 4);
	set(device, OFFERED_SELECT, 4, 1);
	return low | get(device, OFFERED, 4) << 32;
}

static void accept(struct virtio_device *device, uint64_t features)
{
	set(device, ACCEPTED_SELECT, 4, 0);
	set(device, ACCEPTED, 4, features & ~0u);
	set(device, ACCEPTED_SELECT, 4, 1);
	set(device, ACCEPTED, 4, features >> 32);
}

static unsigned int queue_limit(struct virtio_device *device, unsigned int index)
{
	set(device, QUEUE_SELECT, 2, index);
	return get(device, QUEUE_SIZE, 2);
}

/* By two halves, which every device takes. */
static void set_address(struct virtio_device *device, unsigned int reg, const volatile void *memory,
			size_t size)
{
	uint64_t address = virtio_address(device, memory, size);

	set(device, reg, 4, address & ~0u);
	set(device, reg + 4, 4, address >> 32);
}

static void queue_interrupted(const struct irq *irq, void *context)
{
	(void)irq;
	virtqueue_interrupt(context);
}

/* A device without room for one more vector answers that there is none. */
static bool set_vector(struct virtio_device *device, unsigned int reg, unsigned int entry)
{
	set(device, reg, 2, entry);
	return get(device, reg, 2) == entry;
}

static bool queue_start(struct virtio_device *device, struct virtqueue *queue)
{
	struct pci_device *self = of(device);

	set(device, QUEUE_SELECT, 2, queue->index);
	if (device->way == VIRTIO_BY_MESSAGE &&
	    (!pci_msix(self->function, virtio_pci_entry(queue), queue_interrupted, queue) ||
	     !set_vector(device, QUEUE_VECTOR, virtio_pci_entry(queue))))
		return false;
	queue->doorbell = self->groups[GROUP_NOTIFY].offset +
			  get(device, QUEUE_NOTIFY_OFFSET, 2) * self->multiplier;
	set_address(device, QUEUE_DESCRIPTORS, queue->descriptors,
		    virtq_descriptors_size(queue->size));
	set_address(device, QUEUE_AVAILABLE, queue->available, virtq_available_size(queue->size));
	set_address(device, QUEUE_USED, queue->used, virtq_used_size(queue->size));
	set(device, QUEUE_ENABLE, 2, 1);
	return get(device, QUEUE_ENABLE, 2);
}

static void notify(struct virtio_device *device, struct virtqueue *queue)
{
	pci_bar_write(of(device)->function, of(device)->groups[GROUP_NOTIFY].bar, queue->doorbell,
		      2, queue->index);
}

/* Reading tells why, and lowers the line. */
static void line_interrupted(const struct irq *irq, void *context)
{
	struct pci_device *self = context;
	struct group *isr = &self->groups[GROUP_ISR];
	uint8_t why = pci_bar_read(self->function, isr->bar, isr->offset, 1);

	(void)irq;
	if (why & ISR_CONFIG)
		self->device.config_changes++;
	if (why & ISR_QUEUE)
		virtio_interrupt(&self->device);
}

static void config_interrupted(const struct irq *irq, void *context)
{
	struct virtio_device *device = context;

	(void)irq;
	device->config_changes++;
}

static bool interrupts(struct virtio_device *device, enum virtio_way way)
{
	struct pci_function *function = of(device)->function;

	if (way == VIRTIO_BY_LINE)
		return pci_intx(function, line_interrupted, of(device));
	return pci_msix(function, ENTRY_CONFIG, config_interrupted, device) &&
	       set_vector(device, CONFIG_VECTOR, ENTRY_CONFIG);
}

static uint64_t address(struct virtio_device *device, const volatile void *memory, size_t size)
{
	return pci_dma_address(of(device)->function, memory, size);
}

/* By words; another generation behind them says that they are not of one moment. */
static void config(struct virtio_device *device, unsigned int offset, void *bytes,
		   unsigned int size)
{
	struct group *fields = &of(device)->groups[GROUP_DEVICE];
	uint64_t generation;

	do {
		generation = get(device, CONFIG_GENERATION, 1);
		for (unsigned int i = 0; i < size; i += sizeof(uint32_t))
			store_le32((char *)bytes + i,
				   pci_bar_read(of(device)->function, fields->bar,
						fields->offset + offset + i, sizeof(uint32_t)));
	} while (get(device, CONFIG_GENERATION, 1) != generation);
}

static const struct virtio_transport transport = {
	.status = status,
	.set_status = set_status,
	.offered = offered,
	.accept = accept,
	.queue_limit = queue_limit,
	.queue_start = queue_start,
	.notify = notify,
	.address = address,
	.config = config,
	.interrupts = interrupts,
};

/* Of several places for the same group the first is the one that the device prefers. */
static void find_groups(struct pci_device *self)
{
	struct pci_function *function = self->function;
	unsigned int at = 0;

	while ((at = pci_capability(function, PCI_CAP_VENDOR, at))) {
		unsigned int n = pci_read(function, at + CAP_GROUP, 1);
		unsigned int bar = pci_read(function, at + CAP_BAR, 1);

		if (!n || n >= GROUPS || self->groups[n].size || bar >= PCI_BARS ||
		    !function->bars[bar].address)
			continue;
		self->groups[n].bar = bar;
		self->groups[n].offset = pci_read(function, at + CAP_OFFSET, 4);
		self->groups[n].size = pci_read(function, at + CAP_SIZE, 4);
		if (n == GROUP_NOTIFY)
			self->multiplier = pci_read(function, at + CAP_MULTIPLIER, 4);
	}
}

/* Devices that also have the old interface keep their kind in the subsystem. */
static unsigned int kind_of(struct pci_function *function)
{
	if (function->vendor != VENDOR || function->device < DEVICE_OLD ||
	    function->device >= DEVICE_END)
		return 0;
	return function->device < DEVICE_NEW ? pci_read(function, PCI_SUBSYSTEM, 2)
					     : function->device - DEVICE_NEW;
}

static void add(struct pci_function *function, unsigned int kind)
{
	struct pci_device *self = page_keep(1);

	self->function = function;
	find_groups(self);
	if (!self->groups[GROUP_COMMON].size || !self->groups[GROUP_NOTIFY].size ||
	    !self->groups[GROUP_ISR].size)
		return;
	self->device.transport = &transport;
	self->device.kind = kind;
	snprintf(self->device.name, sizeof(self->device.name), "pci %s", function->name);
	virtio_add(&self->device);
}

void virtio_pci_discover(void)
{
	for (unsigned int i = 0; i < pci_count(); i++) {
		unsigned int kind = kind_of(pci_function(i));

		if (kind)
			add(pci_function(i), kind);
	}
}

struct pci_function *virtio_pci_function(struct virtio_device *device)
{
	return device->transport == &transport ? of(device)->function : NULL;
}

unsigned int virtio_pci_entry(const struct virtqueue *queue)
{
	return ENTRY_QUEUE + queue->index;
}
