/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the data of virtio commands may lie: channel programs name storage below
 * 2 GB, or indirectly any.
 *
 * Addresses of CCWs have 31 bits, those of virtio 64. A host that mixes them up, or
 * looks at the CCW only and not at its flags, writes to a place that nobody gave it.
 * What may be above 2 GB is the matter of virtio_ccw_high.c.
 */
#include <alloc.h>
#include <css_io.h>
#include <lowcore.h>
#include <machine.h>
#include <test.h>

#include "virtio_ccw_entropy.h"

#define NOT_31_BIT 0x80000000u
#define FILL	   0xa5

static uint8_t data[256] __attribute__((aligned(8)));

static bool is_program_check(const struct irb *irb)
{
	return irb->scsw.subchannel_status == SUBCHANNEL_PROGRAM_CHECK;
}

TEST(data_above_2_gb, "a CCW whose data address has 32 bits is a program check, and nothing moves",
     CITE("Principles of Operation, Channel-Command Word, data address"))
{
	struct virtio_device *device = entropy_negotiate(0);
	struct irb irb;

	data[0] = FILL;
	irb = virtio_ccw_issue(device, VIRTIO_CCW_READ_STATUS, 0, 1, NOT_31_BIT | (uintptr_t)data);
	CHECK(is_program_check(&irb), "subchannel status %#x", irb.scsw.subchannel_status);
	CHECK_EQ(data[0], FILL);
}

TEST(address_above_2_gb_in_writes, "the same with a command that the device reads from storage",
     CITE("Principles of Operation, Channel-Command Word, data address"))
{
	struct virtio_device *device = entropy_negotiate(0);
	uint8_t before = virtio_status(device);
	struct irb irb;

	data[0] = before | VIRTIO_DRIVER_OK;
	irb = virtio_ccw_issue(device, VIRTIO_CCW_WRITE_STATUS, 0, 1, NOT_31_BIT | (uintptr_t)data);
	CHECK(is_program_check(&irb), "subchannel status %#x", irb.scsw.subchannel_status);
	CHECK_EQ(virtio_status(device), before);
}

TEST(no_storage, "data where there is no storage are a program check",
     CITE("Principles of Operation, Program Check, invalid address"))
{
	struct memory_range ranges[2];
	struct virtio_device *device = entropy_negotiate(0);
	struct irb irb;

	if (machine_memory(ranges, 2) > 1)
		SKIP("needs less than 2 GB of storage");
	irb = virtio_ccw_issue(device, VIRTIO_CCW_WRITE_STATUS, 0, 1, NOT_31_BIT - PAGE_SIZE);
	CHECK(is_program_check(&irb), "subchannel status %#x", irb.scsw.subchannel_status);
}

TEST(address_0, "absolute address 0 is a place for data as any other",
     CITE("Principles of Operation, Channel-Command Word, data address"))
{
	struct virtio_device *device = entropy_negotiate(0);
	struct irb irb;

	lowcore()->ipl[0] = FILL;
	irb = virtio_ccw_issue(device, VIRTIO_CCW_READ_STATUS, 0, 1, 0);
	CHECK(css_ended_well(&irb), "subchannel status %#x", irb.scsw.subchannel_status);
	CHECK_EQ(lowcore()->ipl[0], virtio_status(device));
}

TEST(indirect, "data of commands may be named by indirect addresses",
     CITE("Principles of Operation, Indirect Data Addressing"))
{
	struct virtio_device *device = entropy_negotiate(0);
	struct virtio_ccw_features *features = (void *)data;
	uint8_t wanted;
	struct irb irb;

	*features = (struct virtio_ccw_features){ ~0u, 1 };
	irb = virtio_ccw_issue_indirect(device, VIRTIO_CCW_READ_FEATURES, sizeof(*features), data);
	CHECK(css_ended_well(&irb), "READ FEATURES: %#x", irb.scsw.subchannel_status);
	CHECK(features->little_endian & 0x01000000, "version 1 is not offered: %#x",
	      features->little_endian);
	wanted = virtio_status(device) | VIRTIO_DRIVER_OK;
	data[0] = wanted;
	irb = virtio_ccw_issue_indirect(device, VIRTIO_CCW_WRITE_STATUS, 1, data);
	CHECK(css_ended_well(&irb), "WRITE STATUS: %#x", irb.scsw.subchannel_status);
	CHECK_EQ(virtio_status(device), wanted);
}

TEST(indirect_status, "READ STATUS follows an indirect address, and leaves the list alone",
     CITE("Principles of Operation, Indirect Data Addressing"))
{
	struct virtio_device *device = entropy_negotiate(0);
	struct irb irb;

	data[0] = FILL;
	irb = virtio_ccw_issue_indirect(device, VIRTIO_CCW_READ_STATUS, 1, data);
	CHECK(css_ended_well(&irb), "subchannel status %#x", irb.scsw.subchannel_status);
	CHECK_EQ(data[0], virtio_status(device));
}
