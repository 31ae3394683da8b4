/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory balloon: pages that the guest gives to its host, and takes back
 * (VIRTIO 1.2, section 5.5).
 */
#ifndef VIRTIO_BALLOON_H
#define VIRTIO_BALLOON_H

#include <virtqueue.h>

struct virtio_balloon {
	struct virtio_device *device;
	struct virtqueue *inflate, *deflate;
	struct virtqueue *report; /* NULL if the device wants no reports of free pages */
};

/* Until the case ends; skips it where there is no such device. */
void virtio_balloon_need(struct virtio_balloon *balloon);

/* Pages go into the balloon, and are the host's; or come out of it. False if it does not go on. */
bool virtio_balloon_inflate(struct virtio_balloon *balloon, void *pages, unsigned int count);
bool virtio_balloon_deflate(struct virtio_balloon *balloon, void *pages, unsigned int count);

/* Says that these pages are free. When it returns they may be used again. */
bool virtio_balloon_report(struct virtio_balloon *balloon, void *pages, unsigned int count);

#endif
