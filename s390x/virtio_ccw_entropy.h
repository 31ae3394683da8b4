/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entropy devices of the machine as channel devices, for tests of how virtio does
 * channel I/O.
 */
#ifndef VIRTIO_CCW_ENTROPY_H
#define VIRTIO_CCW_ENTROPY_H

#include <test.h>
#include <virtio_ccw.h>
#include <virtio_rng.h>

static inline unsigned int entropy_count(void)
{
	unsigned int count = virtio_rng_count();

	if (!count)
		SKIP("needs a virtio entropy device: -device virtio-rng-ccw");
	return count;
}

static inline struct virtio_device *entropy_nth(unsigned int n)
{
	struct virtio_device *device = n < entropy_count() ? virtio_find(VIRTIO_ENTROPY, n) : NULL;

	REQUIRE(device, "no device %u", n);
	REQUIRE(virtio_ccw_subchannel(device), "%s is no channel device", device->name);
	return device;
}

static inline struct virtio_device *entropy_negotiate(unsigned int n)
{
	struct virtio_device *device = entropy_nth(n);

	REQUIRE(virtio_negotiate(device, 0, VIRTIO_ACCESS_PLATFORM));
	return device;
}

#endif
