/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Channel programs and their data must be below 2 GB, and so are the pages that the
 * library keeps. Indicators and rings may be anywhere.
 */
#include <alloc.h>
#include <css_io.h>
#include <endian.h>
#include <stdio.h>
#include <string.h>
#include <test.h>
#include <trap.h>
#include <virtio_ccw_device.h>
#include <virtqueue.h>

#define MAX_DEVICES 64
#define DIAG_NOTIFY 3

_Static_assert(sizeof(struct ccw_device) <= PAGE_SIZE, "see add()");

static struct ccw_device *devices[MAX_DEVICES];
static unsigned int count;

/* All devices share one summary and one vector. */
static volatile uint8_t shared_summary, shared_vector[MAX_DEVICES * VIRTIO_QUEUES / 8];

static uint8_t status(struct virtio_device *device)
{
	struct ccw_device *self = ccw_device_ready(device);

	if (self->revision >= VIRTIO_CCW_REVISION_STATUS)
		ccw_device_run(self, VIRTIO_CCW_READ_STATUS, &self->status, sizeof(self->status));
	return self->status;
}

/* A device rejects a status that it does not accept. */
static void set_status(struct virtio_device *device, uint8_t bits)
{
	struct ccw_device *self = ccw_device_ready(device);

	if (bits ? ccw_device_run(self, VIRTIO_CCW_WRITE_STATUS, &bits, sizeof(bits))
		 : ccw_device_run(self, VIRTIO_CCW_RESET, NULL, 0))
		self->status = bits;
}

static uint32_t read_features(struct ccw_device *self, uint8_t index)
{
	struct virtio_ccw_features features = { 0, index };

	ccw_device_run(self, VIRTIO_CCW_READ_FEATURES, &features, sizeof(features));
	return le32_to_cpu(features.little_endian);
}

static uint64_t offered(struct virtio_device *device)
{
	struct ccw_device *self = ccw_device_ready(device);

	return read_features(self, 0) | (uint64_t)read_features(self, 1) << 32;
}

static void accept(struct virtio_device *device, uint64_t bits)
{
	for (unsigned int i = 0; i < 2; i++) {
		struct virtio_ccw_features features = { cpu_to_le32(bits >> 32 * i), i };

		if (!i || !device->legacy)
			ccw_device_run(ccw_device(device), VIRTIO_CCW_WRITE_FEATURES, &features,
				       sizeof(features));
	}
}

static unsigned int queue_limit(struct virtio_device *device, unsigned int index)
{
	struct virtio_ccw_queue_config config = { index, 0 };

	return ccw_device_run(ccw_device(device), VIRTIO_CCW_READ_QUEUE_CONFIG, &config,
			      sizeof(config))
		       ? config.limit
		       : 0;
}

static bool queue_start(struct virtio_device *device, struct virtqueue *queue)
{
	struct virtio_ccw_queue place = {
		.descriptors = (uintptr_t)queue->descriptors,
		.index = queue->index,
		.size = queue->size,
		.available = (uintptr_t)queue->available,
		.used = (uintptr_t)queue->used,
	};
	struct virtio_ccw_legacy_queue legacy = { place.descriptors, VIRTQ_LEGACY_ALIGN,
						  queue->index, queue->size };

	ccw_device(device)->cookie[queue->index] = 0;
	return device->legacy ? ccw_device_run(ccw_device(device), VIRTIO_CCW_SET_QUEUE, &legacy,
					       sizeof(legacy))
			      : ccw_device_run(ccw_device(device), VIRTIO_CCW_SET_QUEUE, &place,
					       sizeof(place));
}

int64_t virtio_ccw_notify(uint64_t sid, uint64_t queue, uint64_t cookie)
{
	register uint64_t subcode __asm__("r1") = DIAG_NOTIFY;
	register uint64_t subchannel __asm__("r2") = sid;
	register uint64_t index __asm__("r3") = queue;
	register uint64_t last __asm__("r4") = cookie;

	__asm__ volatile(PROBED("diag	%%r2,%%r4,0x500")
			 : "+d"(subchannel)
			 : "d"(subcode), "d"(index), "d"(last)
			 : "memory", "cc");
	return subchannel;
}

static void notify(struct virtio_device *device, struct virtqueue *queue)
{
	struct ccw_device *self = ccw_device(device);
	int64_t *cookie = &self->cookie[queue->index];

	*cookie = virtio_ccw_notify(self->subchannel->sid, queue->index, *cookie);
	if (*cookie < 0)
		*cookie = 0;
}

static void take_shared(struct airq *airq, const struct irq *irq)
{
	(void)airq;
	(void)irq;
	for (unsigned int n = 0; n < count; n++) {
		for (unsigned int i = 0; i < VIRTIO_QUEUES; i++) {
			struct virtqueue *queue = devices[n]->device.queues[i];

			if (airq_take_bit(shared_vector, devices[n]->first_bit + i) && queue)
				virtqueue_interrupt(queue);
		}
	}
}

static struct airq shared = {
	.isc = VIRTIO_CCW_AIRQ_ISC,
	.handler = take_shared,
	.summary = &shared_summary,
};

static bool shared_in_use;

static void clear_shared(struct case_undo *undo)
{
	(void)undo;
	shared_in_use = false;
	shared_summary = 0;
	memset((void *)shared_vector, 0, sizeof(shared_vector));
}

static bool use_shared(struct ccw_device *self)
{
	static struct case_undo undo = { .undo = clear_shared };
	const struct virtio_ccw_adapter adapter = {
		(uintptr_t)&shared_summary,
		(uintptr_t)shared_vector,
		self->first_bit,
		VIRTIO_CCW_AIRQ_ISC,
	};

	if (!shared_in_use) {
		shared_in_use = true;
		case_at_end(&undo);
		airq_register(&shared);
	}
	irq_open(IRQ_IO(VIRTIO_CCW_AIRQ_ISC));
	return virtio_ccw_set_adapter(&self->device, &adapter);
}

static bool use_classic(struct ccw_device *self, uint8_t command, uint64_t *indicators)
{
	uint64_t address = (uintptr_t)indicators;

	*indicators = 0;
	return ccw_device_run(self, command, &address, sizeof(address));
}

/* Changes of the configuration come by the classic way in both. */
static bool interrupts(struct virtio_device *device, enum virtio_way way)
{
	struct ccw_device *self = ccw_device_ready(device);

	irq_unregister(IRQ_IO(VIRTIO_CCW_ISC), ccw_device_interrupted, self);
	irq_register(IRQ_IO(VIRTIO_CCW_ISC), ccw_device_interrupted, self);
	irq_open(IRQ_IO(VIRTIO_CCW_ISC));
	if (!use_classic(self, VIRTIO_CCW_SET_CONFIG_INDICATORS, &self->config_indicators))
		return false;
	return way == VIRTIO_BY_MESSAGE
		       ? use_shared(self)
		       : use_classic(self, VIRTIO_CCW_SET_INDICATORS, &self->queue_indicators);
}

/* The command reads from the beginning. */
static void config(struct virtio_device *device, unsigned int offset, void *bytes,
		   unsigned int size)
{
	uint8_t fields[CCW_DEVICE_DATA];

	REQUIRE(offset + size <= sizeof(fields) &&
		ccw_device_run(ccw_device_ready(device), VIRTIO_CCW_READ_CONFIG, fields,
			       offset + size));
	memcpy(bytes, fields + offset, size);
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

struct subchannel *virtio_ccw_subchannel(struct virtio_device *device)
{
	return device->transport == &transport ? ccw_device(device)->subchannel : NULL;
}

/* The model of the control unit is the kind of device. */
static void add(struct subchannel *subchannel)
{
	struct ccw_device *self;
	struct sense_id id;

	if (!css_enable(subchannel, VIRTIO_CCW_ISC) || !css_sense_id(subchannel, &id))
		return;
	self = page_keep(1);
	self->subchannel = subchannel;
	self->first_bit = count * VIRTIO_QUEUES;
	self->device.transport = &transport;
	self->device.kind = id.cu_model;
	snprintf(self->device.name, sizeof(self->device.name), "ccw 0.%u.%04x",
		 sid_set(subchannel->sid), subchannel->device);
	ccw_device_agree(self, VIRTIO_CCW_REVISION_MAX);
	css_disable(subchannel);
	self->agreed = false;
	devices[count++] = self;
	virtio_add(&self->device);
}

void virtio_ccw_discover(void)
{
	struct subchannel *subchannel;

	for (unsigned int n = 0; n < MAX_DEVICES; n++) {
		subchannel = css_find_control_unit(VIRTIO_CCW_CONTROL_UNIT, n);
		if (!subchannel)
			return;
		add(subchannel);
	}
}
