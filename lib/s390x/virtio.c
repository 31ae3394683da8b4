/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <virtio.h>
#include <virtio_ccw.h>
#include <virtio_pci.h>

void virtio_discover(void)
{
	virtio_ccw_discover();
	virtio_pci_discover();
}
