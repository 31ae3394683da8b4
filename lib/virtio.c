/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include <endian.h>
#include <smp.h>
#include <test.h>
#include <util.h>
#include <virtio.h>

#define MAX_DEVICES 64
#define PATIENCE    (10 * NS_PER_S)

static struct virtio_device *devices[MAX_DEVICES];
static unsigned int count;
static bool looked;

void virtio_add(struct virtio_device *device)
{
	REQUIRE(count < MAX_DEVICES, "more than %u virtio devices", MAX_DEVICES);
	devices[count++] = device;
}

static void look(void)
{
	if (!looked) {
		looked = true;
		virtio_discover();
	}
}

unsigned int virtio_count(unsigned int kind)
{
	unsigned int found = 0;

	look();
	for (unsigned int i = 0; i < count; i++)
		found += devices[i]->kind == kind;
	return found;
}

struct virtio_device *virtio_find(unsigned int kind, unsigned int nth)
{
	look();
	for (unsigned int i = 0; i < count; i++) {
		if (devices[i]->kind == kind && !nth--)
			return devices[i];
	}
	return NULL;
}

uint8_t virtio_status(struct virtio_device *device)
{
	return device->transport->status(device);
}

void virtio_set_status(struct virtio_device *device, uint8_t status)
{
	device->transport->set_status(device, status);
}

uint64_t virtio_offered(struct virtio_device *device)
{
	return device->transport->offered(device);
}

static void add_status(struct virtio_device *device, uint8_t bits)
{
	virtio_set_status(device, virtio_status(device) | bits);
}

/* Its queues are in memory that ends with the case, so nobody is told of them again. */
bool virtio_reset(struct virtio_device *device)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	virtio_set_status(device, 0);
	while (virtio_status(device)) {
		if (clock_ns() > end)
			return false;
		cpu_relax();
	}
	for (unsigned int i = 0; i < VIRTIO_QUEUES; i++)
		device->queues[i] = NULL;
	device->features = 0;
	device->way = VIRTIO_BY_POLLING;
	return true;
}

static void reset_at_end(struct case_undo *undo)
{
	virtio_reset(container_of(undo, struct virtio_device, undo));
}

/* Version 1 is asked for wherever there is one: without it rings and numbers look otherwise. */
static bool agree(struct virtio_device *device, uint64_t required, uint64_t optional)
{
	uint64_t offered = virtio_offered(device);

	if (device->legacy)
		required &= ~VIRTIO_VERSION_1;
	else
		required |= VIRTIO_VERSION_1;
	if (required & ~offered)
		return false;
	device->features = required | (optional & offered);
	device->transport->accept(device, device->features);
	if (device->legacy)
		return true;
	add_status(device, VIRTIO_FEATURES_OK);
	return virtio_status(device) & VIRTIO_FEATURES_OK;
}

bool virtio_negotiate(struct virtio_device *device, uint64_t required, uint64_t optional)
{
	if (!virtio_reset(device))
		return false;
	device->undo.undo = reset_at_end;
	case_at_end(&device->undo);
	add_status(device, VIRTIO_ACKNOWLEDGE);
	add_status(device, VIRTIO_DRIVER);
	if (agree(device, required, optional))
		return true;
	add_status(device, VIRTIO_FAILED);
	return false;
}

bool virtio_interrupts(struct virtio_device *device, enum virtio_way way)
{
	if (way != VIRTIO_BY_POLLING && !device->transport->interrupts(device, way))
		return false;
	device->way = way;
	return true;
}

void virtio_run(struct virtio_device *device)
{
	add_status(device, VIRTIO_DRIVER_OK);
}

uint64_t virtio_address(struct virtio_device *device, const volatile void *memory, size_t size)
{
	if (!device->transport->address || !(device->features & VIRTIO_ACCESS_PLATFORM))
		return (uintptr_t)memory;
	return device->transport->address(device, memory, size);
}

uint32_t virtio_config32(struct virtio_device *device, unsigned int offset)
{
	uint32_t little_endian;

	device->transport->config(device, offset, &little_endian, sizeof(little_endian));
	return le32_to_cpu(little_endian);
}

uint64_t virtio_config64(struct virtio_device *device, unsigned int offset)
{
	uint64_t little_endian;

	device->transport->config(device, offset, &little_endian, sizeof(little_endian));
	return le64_to_cpu(little_endian);
}
