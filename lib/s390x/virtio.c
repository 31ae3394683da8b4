/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices of this machine would be subchannels. Nothing drives those yet:
 * what does will describe them with a struct virtio_transport of its own.
 */
#include <virtio.h>

void virtio_discover(void)
{
}
