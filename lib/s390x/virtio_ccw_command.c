/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of virtio devices that are subchannels, and what these say by themselves.
 */
#include <atomic.h>
#include <case.h>
#include <clock.h>
#include <css_io.h>
#include <frame.h>
#include <string.h>
#include <test.h>
#include <util.h>
#include <virtio_ccw_device.h>
#include <virtqueue.h>

struct ccw_device *ccw_device(struct virtio_device *device)
{
	return container_of(device, struct ccw_device, device);
}

static void take_indicators(struct ccw_device *self)
{
	uint64_t queues = atomic_xchg(&self->queue_indicators, 0);

	for (unsigned int i = 0; i < VIRTIO_QUEUES; i++) {
		if (queues & BIT(i) && self->device.queues[i])
			virtqueue_interrupt(self->device.queues[i]);
	}
	if (atomic_xchg(&self->config_indicators, 0))
		self->device.config_changes++;
}

/*
 * Takes a status away, if there is one. One that ends a command may have been
 * joined by an indicator, which then has no interruption of its own.
 */
static void look(struct ccw_device *self)
{
	struct irb irb;

	if (tsch(self->subchannel->sid, &irb) != TSCH_STORED)
		return;
	take_indicators(self);
	if (irb.scsw.fctl & FCTL_START) {
		self->irb = irb;
		atomic_store(&self->ended, 1);
	}
}

void ccw_device_interrupted(const struct irq *irq, void *context)
{
	struct ccw_device *self = context;

	if (irq->frame->subsystem_id == self->subchannel->sid)
		look(self);
}

static unsigned int start(struct ccw_device *self)
{
	unsigned int cc;

	while ((cc = ssch(self->subchannel->sid, &self->program.orb)) == CC_STATUS_PENDING)
		look(self);
	return cc;
}

/* Whoever takes the status first, this CPU or one that was interrupted, keeps it here. */
static struct irb issue(struct ccw_device *self, uint8_t command, uint8_t flags, uint16_t size,
			uint32_t address)
{
	uint64_t end = clock_ns() + CSS_PATIENCE * clock_slowness();
	bool enabled = irq_save();
	unsigned int cc;

	self->ended = 0;
	ccw_begin(&self->program, CCW_FORMAT_1);
	ccw_add(&self->program, command, flags, size, NULL);
	ccw_set(&self->program, 0, command, flags, size, address);
	cc = start(self);
	while (cc == CC_DONE && !atomic_load(&self->ended) && clock_ns() < end)
		look(self);
	irq_restore(enabled);
	REQUIRE(cc == CC_DONE, "%s: command %#x: START SUBCHANNEL sets condition code %u",
		self->device.name, command, cc);
	REQUIRE(self->ended, "%s: command %#x does not end", self->device.name, command);
	return self->irb;
}

bool ccw_device_run(struct ccw_device *self, uint8_t command, void *data, uint16_t size)
{
	struct irb irb;

	memcpy(self->data, data, size);
	irb = issue(self, command, 0, size, size ? (uintptr_t)self->data : 0);
	memcpy(data, self->data, size);
	return css_ended_well(&irb);
}

static void forget(struct case_undo *undo)
{
	container_of(undo, struct ccw_device, undo)->agreed = false;
}

/* A revision is agreed on once; disabling the subchannel ends the agreement. */
bool ccw_device_agree(struct ccw_device *self, unsigned int highest)
{
	if (!css_disable(self->subchannel) || !css_enable(self->subchannel, VIRTIO_CCW_ISC))
		return false;
	self->status = 0;
	self->agreed = true;
	for (int revision = highest; revision >= 0; revision--) {
		struct virtio_ccw_revision wanted = { revision, 0 };

		if (ccw_device_run(self, VIRTIO_CCW_SET_REVISION, &wanted, sizeof(wanted))) {
			self->revision = revision;
			self->device.legacy = revision < VIRTIO_CCW_REVISION_1;
			return true;
		}
	}
	return false;
}

/* The first access of a case finds the subchannel disabled. */
struct ccw_device *ccw_device_ready(struct virtio_device *device)
{
	struct ccw_device *self = ccw_device(device);

	if (!self->agreed) {
		self->undo.undo = forget;
		case_at_end(&self->undo);
		css_open(self->subchannel, VIRTIO_CCW_ISC);
		REQUIRE(ccw_device_agree(self, VIRTIO_CCW_REVISION_MAX), "%s: no revision",
			device->name);
	}
	return self;
}

bool virtio_ccw_negotiate(struct virtio_device *device, unsigned int highest)
{
	return ccw_device_agree(ccw_device_ready(device), highest);
}

unsigned int virtio_ccw_revision(struct virtio_device *device)
{
	return ccw_device_ready(device)->revision;
}

struct irb virtio_ccw_issue(struct virtio_device *device, uint8_t command, uint8_t flags,
			    uint16_t size, uint32_t address)
{
	return issue(ccw_device_ready(device), command, flags, size, address);
}

struct irb virtio_ccw_issue_indirect(struct virtio_device *device, uint8_t command, uint16_t size,
				     void *where)
{
	static struct ccw_program program;
	static struct ida_list list;
	struct irb irb;

	ida_begin(&list, IDA_64);
	ida_cover(&list, where, size);
	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, command, CCW_IDA, size, &list);
	ida_allow(&program.orb, IDA_64);
	REQUIRE(css_run(ccw_device_ready(device)->subchannel, &program, &irb));
	return irb;
}

bool virtio_ccw_command(struct virtio_device *device, uint8_t command, void *data, uint16_t size)
{
	REQUIRE(size <= CCW_DEVICE_DATA, "%u bytes are too many", size);
	return ccw_device_run(ccw_device_ready(device), command, data, size);
}

bool virtio_ccw_set_adapter(struct virtio_device *device, const struct virtio_ccw_adapter *adapter)
{
	struct virtio_ccw_adapter copy = *adapter;

	return ccw_device_run(ccw_device_ready(device), VIRTIO_CCW_SET_ADAPTER_INDICATORS, &copy,
			      sizeof(copy));
}
