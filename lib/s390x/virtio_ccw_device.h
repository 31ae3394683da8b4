/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A virtio device that is a subchannel, as lib/s390x/virtio_ccw*.c keep it.
 */
#ifndef VIRTIO_CCW_DEVICE_H
#define VIRTIO_CCW_DEVICE_H

#include <ccw.h>
#include <css.h>
#include <irq.h>
#include <virtio_ccw.h>

#define CCW_DEVICE_DATA 128 /* bytes, at most, of a command */

struct ccw_device {
	struct virtio_device device;
	struct subchannel *subchannel;
	struct case_undo undo;
	bool agreed; /* in this case, on a revision */
	unsigned int revision;
	unsigned int first_bit; /* in the shared vector */
	uint8_t status;		/* as accepted: before revision 2 it cannot be asked for */
	int64_t cookie[VIRTIO_QUEUES];

	struct ccw_program program;
	struct irb irb; /* of the last command */
	unsigned int ended;
	uint64_t queue_indicators, config_indicators;
	uint8_t data[CCW_DEVICE_DATA] __attribute__((aligned(8)));
};

struct ccw_device *ccw_device(struct virtio_device *device);

/* The same, with the subchannel enabled and a revision agreed on. */
struct ccw_device *ccw_device_ready(struct virtio_device *device);
bool ccw_device_agree(struct ccw_device *self, unsigned int highest);

/* One command with a copy of these bytes, which come back changed if it reads; did it end well? */
bool ccw_device_run(struct ccw_device *self, uint8_t command, void *data, uint16_t size);

/* A handler, for the subclass of the subchannel. */
void ccw_device_interrupted(const struct irq *irq, void *context);

#endif
