/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices that are subchannels (VIRTIO 1.1, section 4.3): commands are
 * channel programs, and a device tells that it has used a buffer by a bit in
 * storage and an interruption, its subchannel's (VIRTIO_BY_LINE, the classic
 * indicators) or an adapter's (VIRTIO_BY_MESSAGE).
 *
 * With each case the revision is agreed on anew, the highest that both know.
 */
#ifndef VIRTIO_CCW_H
#define VIRTIO_CCW_H

#include <airq.h>
#include <css_block.h>
#include <virtio.h>

#define VIRTIO_CCW_CONTROL_UNIT	   0x3832
#define VIRTIO_CCW_REVISION_MAX	   2
#define VIRTIO_CCW_REVISION_1	   1 /* version 1 of the interface */
#define VIRTIO_CCW_REVISION_STATUS 2 /* has READ_STATUS */

/* The subclasses on which subchannels and, unless told otherwise, adapters interrupt. */
#define VIRTIO_CCW_ISC	    3
#define VIRTIO_CCW_AIRQ_ISC 2

enum virtio_ccw_command {
	VIRTIO_CCW_WRITE_FEATURES = 0x11,
	VIRTIO_CCW_READ_FEATURES = 0x12,
	VIRTIO_CCW_SET_QUEUE = 0x13,
	VIRTIO_CCW_WRITE_CONFIG = 0x21,
	VIRTIO_CCW_READ_CONFIG = 0x22,
	VIRTIO_CCW_WRITE_STATUS = 0x31,
	VIRTIO_CCW_READ_QUEUE_CONFIG = 0x32,
	VIRTIO_CCW_RESET = 0x33,
	VIRTIO_CCW_SET_INDICATORS = 0x43,
	VIRTIO_CCW_SET_CONFIG_INDICATORS = 0x53,
	VIRTIO_CCW_READ_STATUS = 0x72,
	VIRTIO_CCW_SET_ADAPTER_INDICATORS = 0x73,
	VIRTIO_CCW_SET_REVISION = 0x83,
};

/* What commands carry; all but features are big-endian. */
struct virtio_ccw_features {
	uint32_t little_endian;
	uint8_t index;
} __attribute__((packed));

struct virtio_ccw_revision {
	uint16_t revision;
	uint16_t size; /* of what follows */
};

struct virtio_ccw_queue {
	uint64_t descriptors;
	uint32_t reserved;
	uint16_t index;
	uint16_t size;
	uint64_t available;
	uint64_t used;
};

struct virtio_ccw_legacy_queue {
	uint64_t address;
	uint32_t align;
	uint16_t index;
	uint16_t size;
};

struct virtio_ccw_queue_config {
	uint16_t index;
	uint16_t limit;
};

struct virtio_ccw_adapter {
	uint64_t summary; /* address of a byte */
	uint64_t vector;
	uint64_t bit; /* of the first queue, see airq_bit() */
	uint8_t isc;
} __attribute__((packed));

/* NULL if it is attached in another way. */
struct subchannel *virtio_ccw_subchannel(struct virtio_device *device);

/* The highest revision of those up to this one that the device takes; false if none. */
bool virtio_ccw_negotiate(struct virtio_device *device, unsigned int highest);
unsigned int virtio_ccw_revision(struct virtio_device *device);

/*
 * One command, as it is given: one CCW of format 1 with this address, and what
 * the subchannel says in the end. Ends the case if that never comes.
 */
struct irb virtio_ccw_issue(struct virtio_device *device, uint8_t command, uint8_t flags,
			    uint16_t count, uint32_t address);

/* The same, with a list of 64-bit addresses that names these bytes. */
struct irb virtio_ccw_issue_indirect(struct virtio_device *device, uint8_t command, uint16_t count,
				     void *where);

/* The same with a copy of these bytes, which come back changed if the command reads. */
bool virtio_ccw_command(struct virtio_device *device, uint8_t command, void *data, uint16_t size);

/*
 * Adapter indicators of the caller's choice, for virtqueues of a device that
 * was negotiated with and for which nobody has called virtio_interrupts().
 */
bool virtio_ccw_set_adapter(struct virtio_device *device, const struct virtio_ccw_adapter *adapter);

/*
 * DIAGNOSE X'500', subcode 3: a queue has new buffers. The cookie is what the
 * last notification returned, or 0; a negative answer is an error.
 */
int64_t virtio_ccw_notify(uint64_t sid, uint64_t queue, uint64_t cookie);

/* For virtio_discover(). */
void virtio_ccw_discover(void);

#endif
