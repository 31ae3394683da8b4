/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices, however they are attached: finding one, agreeing on features,
 * and setting it to work.
 *
 *	struct virtio_device *device = virtio_find(VIRTIO_ENTROPY, 0);
 *
 *	REQUIRE(virtio_negotiate(device, VIRTIO_VERSION_1, 0));
 *	REQUIRE(virtio_interrupts(device, VIRTIO_BY_MESSAGE));
 *	queue = virtqueue_open(device, 0);
 *	virtio_run(device);
 *
 * A device is reset when the case that negotiated with it ends.
 *
 * Virtual I/O Device (VIRTIO) Version 1.1, chapters 2 and 3.
 */
#ifndef VIRTIO_H
#define VIRTIO_H

#include <bits.h>
#include <case.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VIRTIO_ENTROPY = 4, VIRTIO_BALLOON = 5, VIRTIO_MEMORY = 24 }; /* kinds of devices */

/* Device status */
#define VIRTIO_ACKNOWLEDGE 0x01
#define VIRTIO_DRIVER	   0x02
#define VIRTIO_DRIVER_OK   0x04
#define VIRTIO_FEATURES_OK 0x08
#define VIRTIO_NEEDS_RESET 0x40
#define VIRTIO_FAILED	   0x80

/* Features that do not depend on the kind of device */
#define VIRTIO_NOTIFY_ON_EMPTY BIT(24)
#define VIRTIO_ANY_LAYOUT      BIT(27)
#define VIRTIO_INDIRECT_DESC   BIT(28)
#define VIRTIO_EVENT_IDX       BIT(29)
#define VIRTIO_VERSION_1       BIT(32)
#define VIRTIO_ACCESS_PLATFORM BIT(33)
#define VIRTIO_RING_PACKED     BIT(34)

/* How a device tells that it has used a buffer. */
enum virtio_way { VIRTIO_BY_POLLING, VIRTIO_BY_LINE, VIRTIO_BY_MESSAGE, VIRTIO_WAYS };

#define VIRTIO_QUEUES 4

struct virtqueue;

struct virtio_device {
	const struct virtio_transport *transport;
	char name[24]; /* "pci 00:01.0" */
	unsigned int kind;
	bool legacy;	   /* the interface before version 1 */
	uint64_t features; /* agreed on */
	enum virtio_way way;
	struct virtqueue *queues[VIRTIO_QUEUES]; /* open ones, by number */
	unsigned int config_changes;		 /* interrupts that said so */
	struct case_undo undo;
};

unsigned int virtio_count(unsigned int kind);
struct virtio_device *virtio_find(unsigned int kind, unsigned int nth);

/*
 * Resets the device and agrees on the required features and those of the
 * optional ones that it offers. False, and the device is given up, if it does
 * not offer all that are required or does not accept what was chosen.
 */
bool virtio_negotiate(struct virtio_device *device, uint64_t required, uint64_t optional);

/* Before queues are opened. False if the device or the machine has no such way. */
bool virtio_interrupts(struct virtio_device *device, enum virtio_way way);

void virtio_run(struct virtio_device *device);

/* False if the device does not say that it has reset itself. Closes all queues. */
bool virtio_reset(struct virtio_device *device);

uint8_t virtio_status(struct virtio_device *device);
void virtio_set_status(struct virtio_device *device, uint8_t status);
uint64_t virtio_offered(struct virtio_device *device);

/* A field of the configuration, of 32 or 64 bits, which the device may change at any time. */
uint32_t virtio_config32(struct virtio_device *device, unsigned int offset);
uint64_t virtio_config64(struct virtio_device *device, unsigned int offset);

/*
 * A transport: how a device is reached. What it needs of a device it keeps
 * around struct virtio_device.
 */
struct virtio_transport {
	uint8_t (*status)(struct virtio_device *device);
	void (*set_status)(struct virtio_device *device, uint8_t status); /* 0 resets */
	uint64_t (*offered)(struct virtio_device *device);
	void (*accept)(struct virtio_device *device, uint64_t features);

	/* The largest size that the queue may have; 0 if there is no such queue. */
	unsigned int (*queue_limit)(struct virtio_device *device, unsigned int index);
	/* The device may use the queue from now on; false if it refuses. */
	bool (*queue_start)(struct virtio_device *device, struct virtqueue *queue);
	void (*notify)(struct virtio_device *device, struct virtqueue *queue);

	/* Where it finds memory if VIRTIO_ACCESS_PLATFORM is agreed on; NULL: as the CPU. */
	uint64_t (*address)(struct virtio_device *device, const volatile void *memory, size_t size);

	/* Bytes of the configuration of this kind of device, of one moment. */
	void (*config)(struct virtio_device *device, unsigned int offset, void *bytes,
		       unsigned int size);

	/* By line or by message; virtqueue_interrupt() is to be called for each. */
	bool (*interrupts)(struct virtio_device *device, enum virtio_way way);
};

/* For transports: what the device must be told to find this memory. */
uint64_t virtio_address(struct virtio_device *device, const volatile void *memory, size_t size);

/* For transports: a device that was found. It must stay where it is. */
void virtio_add(struct virtio_device *device);

/* From lib/ARCH/virtio.c: calls virtio_add() for each device of this machine. */
void virtio_discover(void);

#endif
