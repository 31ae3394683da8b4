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
	struct virtqueue *hints;  /* NULL if it never asks for any */
	unsigned int told_again;  /* of requests that it did not see at once */
	unsigned int told_anyway; /* of those that it did not look for, but asked not to be told */
};

/* Until the case ends; skips it where there is no such device. */
void virtio_balloon_need(struct virtio_balloon *balloon);

/* Pages go into the balloon, and are the host's; or come out of it. False if it does not go on. */
bool virtio_balloon_inflate(struct virtio_balloon *balloon, void *pages, unsigned int count);
bool virtio_balloon_deflate(struct virtio_balloon *balloon, void *pages, unsigned int count);

/* Says that these pages are free. When it returns they may be used again. */
bool virtio_balloon_report(struct virtio_balloon *balloon, void *pages, unsigned int count);

/*
 * Hints of free pages, which a device asks for while the guest is migrated, by a command in its
 * configuration that is more than DONE. The driver answers with that, then with pages, then
 * with STOP. What is not written after the command came may be lost. With DONE all pages may be
 * used again.
 */
enum { VIRTIO_BALLOON_STOP = 0, VIRTIO_BALLOON_DONE = 1 };

uint32_t virtio_balloon_command(struct virtio_balloon *balloon);
bool virtio_balloon_answer(struct virtio_balloon *balloon, uint32_t command);
/* Up to this many pages of as many places. */
#define VIRTIO_BALLOON_HINTS 64
bool virtio_balloon_hint(struct virtio_balloon *balloon, void *const *pages, unsigned int count);

#endif
