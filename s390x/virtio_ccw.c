/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio devices as subchannels: revisions, and commands that are wrong.
 *
 * A virtio device behind a subchannel has to behave as any channel device does
 * when it is given what it does not know: a unit check with command reject, a
 * length that does not match as the architecture says it. Drivers rely on it, since
 * trying is how they find out what the device can do; and a protected guest, whose host
 * reads every command in a buffer that both share, on each check being there.
 */
#include <css.h>
#include <css_io.h>
#include <test.h>
#include <util.h>

#include "virtio_ccw_entropy.h"

static uint8_t data[256] __attribute__((aligned(8)));

static struct irb issue(struct virtio_device *device, uint8_t command, uint8_t flags,
			uint16_t count)
{
	return virtio_ccw_issue(device, command, flags, count, (uintptr_t)data);
}

/* Unit check, and the sense data, wherever they are, have the bit for it. */
static bool rejected(struct virtio_device *device, const struct irb *irb)
{
	uint8_t sense[SENSE_BYTES];

	if (!(irb->scsw.device_status & DEVICE_UNIT_CHECK))
		return false;
	if (irb->esw.erw.concurrent_sense)
		return irb->sense[0] & SENSE_COMMAND_REJECT;
	return css_sense(virtio_ccw_subchannel(device), sense) && sense[0] & SENSE_COMMAND_REJECT;
}

#define STATUS_FORMAT "device status %#x, subchannel status %#x"
#define STATUS(irb)   (irb).scsw.device_status, (irb).scsw.subchannel_status

#define CHECK_REJECTED(device, irb) \
	CHECK(rejected(device, &(irb)), "%s: " STATUS_FORMAT, (device)->name, STATUS(irb))

/* SET REVISION with so many bytes behind, all zero. */
static struct irb set_revision(struct virtio_device *device, unsigned int revision,
			       unsigned int size)
{
	*(struct virtio_ccw_revision *)data = (struct virtio_ccw_revision){ revision, size };
	return issue(device, VIRTIO_CCW_SET_REVISION, 0, sizeof(struct virtio_ccw_revision) + size);
}

/* The subchannel is enabled, and no revision agreed on. */
static void forget_revision(struct virtio_device *device)
{
	struct subchannel *sch = virtio_ccw_subchannel(device);

	virtio_ccw_revision(device);
	REQUIRE(css_disable(sch) && css_enable(sch, VIRTIO_CCW_ISC));
}

TEST(revisions, "a device takes all revisions up to its highest, and rejects those above",
     CITE("VIRTIO 1.1, 4.3.2.1.1"))
{
	for (unsigned int n = 0; n < entropy_count(); n++) {
		struct virtio_device *device = entropy_nth(n);
		unsigned int highest = virtio_ccw_revision(device);

		NOTE("%s has revision %u", device->name, highest);
		CHECK_LE(highest, VIRTIO_CCW_REVISION_MAX);
		for (unsigned int revision = 0; revision <= highest; revision++) {
			CHECK(virtio_ccw_negotiate(device, revision));
			CHECK_EQ(virtio_ccw_revision(device), revision);
		}
		for (unsigned int above = highest + 1; above < 0x10000; above += above) {
			struct irb irb;

			forget_revision(device);
			irb = set_revision(device, above, 0);
			CHECK_REJECTED(device, irb);
		}
	}
}

TEST(revision_is_forgotten,
     "a revision holds until the subchannel is disabled, and then another may be agreed on",
     CITE("VIRTIO 1.1, 4.3.2.1.1"))
{
	for (unsigned int n = 0; n < entropy_count(); n++) {
		struct virtio_device *device = entropy_nth(n);
		struct irb irb;

		CHECK(virtio_ccw_negotiate(device, 0));
		forget_revision(device);
		irb = set_revision(device, 0, 0);
		CHECK(css_ended_well(&irb), STATUS_FORMAT, STATUS(irb));
		irb = set_revision(device, 0, 0);
		CHECK_REJECTED(device, irb);
	}
}

TEST(revision_with_data, "a revision that comes with data, which none has, is rejected",
     CITE("VIRTIO 1.1, 4.3.2.1.1"))
{
	for (unsigned int n = 0; n < entropy_count(); n++) {
		struct irb irb;

		forget_revision(entropy_nth(n));
		irb = set_revision(entropy_nth(n), 0, 4);
		CHECK_REJECTED(entropy_nth(n), irb);
	}
}

/*
 * Command reject is for an invalid combination, incorrect length for data that do not match:
 * both are promised here, and neither before the other.
 */
TEST(revision_too_short, "a revision that tells of more data than there are is not taken",
     CITE("VIRTIO 1.2, 4.3.1 and 4.3.2.1.1"))
{
	for (unsigned int n = 0; n < entropy_count(); n++) {
		struct irb irb;

		forget_revision(entropy_nth(n));
		*(struct virtio_ccw_revision *)data = (struct virtio_ccw_revision){ 0, 4 };
		irb = issue(entropy_nth(n), VIRTIO_CCW_SET_REVISION, 0,
			    sizeof(struct virtio_ccw_revision));
		CHECK(irb.scsw.subchannel_status || rejected(entropy_nth(n), &irb), STATUS_FORMAT,
		      STATUS(irb));
		irb = set_revision(entropy_nth(n), 0, 0);
		CHECK(css_ended_well(&irb), "none can be agreed on afterwards: " STATUS_FORMAT,
		      STATUS(irb));
	}
}

/*
 * VIRTIO 1.1 demands that it is rejected. Hosts do not look at the revision, and 1.2 only
 * recommends it: a device that does the command has to do it well.
 */
TEST(commands_of_revision_2,
     "a revision that does not have READ STATUS rejects it, or does what later ones do",
     CITE("VIRTIO 1.2, 4.3.2.1.1"))
{
	for (unsigned int n = 0; n < entropy_count(); n++) {
		struct irb irb;

		REQUIRE(virtio_ccw_negotiate(entropy_nth(n), 0));
		virtio_set_status(entropy_nth(n), VIRTIO_ACKNOWLEDGE);
		data[0] = 0;
		irb = issue(entropy_nth(n), VIRTIO_CCW_READ_STATUS, 0, 1);
		if (css_ended_well(&irb))
			CHECK_EQ(data[0], VIRTIO_ACKNOWLEDGE);
		else
			CHECK_REJECTED(entropy_nth(n), irb);
	}
}

TEST(legacy_driver,
     "a device that is given a command before a revision goes on as with revision 0, for good",
     CITE("VIRTIO 1.1, 4.3.2.1.3"))
{
	for (unsigned int n = 0; n < entropy_count(); n++) {
		struct irb irb;

		forget_revision(entropy_nth(n));
		data[4] = 1;
		irb = issue(entropy_nth(n), VIRTIO_CCW_READ_FEATURES, 0,
			    sizeof(struct virtio_ccw_features));
		CHECK(css_ended_well(&irb), STATUS_FORMAT, STATUS(irb));
		CHECK_EQ(*(uint32_t *)data, 0);
		irb = set_revision(entropy_nth(n), 1, 0);
		CHECK_REJECTED(entropy_nth(n), irb);
	}
}

TEST(revision_0_features, "with revision 0 there are no features beyond the first 32",
     CITE("VIRTIO 1.1, 4.3.2.1.3 and 4.3.2.4"))
{
	for (unsigned int n = 0; n < entropy_count(); n++) {
		struct virtio_ccw_features features = { ~0u, 1 };

		REQUIRE(virtio_ccw_negotiate(entropy_nth(n), 0));
		CHECK(virtio_ccw_command(entropy_nth(n), VIRTIO_CCW_READ_FEATURES, &features,
					 sizeof(features)));
		CHECK_EQ(features.little_endian, 0);
	}
}

TEST(no_such_features, "feature words that the device does not know read as zero",
     CITE("VIRTIO 1.1, 4.3.2.4"))
{
	for (unsigned int n = 0; n < entropy_count(); n++) {
		for (unsigned int index = 2; index < 256; index++) {
			struct virtio_ccw_features features = { ~0u, index };

			CHECK(virtio_ccw_command(entropy_nth(n), VIRTIO_CCW_READ_FEATURES,
						 &features, sizeof(features)));
			CHECK_EQ(features.little_endian, 0);
		}
	}
}

static bool is_known(unsigned int command)
{
	static const uint8_t known[] = {
		VIRTIO_CCW_WRITE_FEATURES,
		VIRTIO_CCW_READ_FEATURES,
		VIRTIO_CCW_SET_QUEUE,
		VIRTIO_CCW_WRITE_CONFIG,
		VIRTIO_CCW_READ_CONFIG,
		VIRTIO_CCW_WRITE_STATUS,
		VIRTIO_CCW_READ_STATUS,
		VIRTIO_CCW_READ_QUEUE_CONFIG,
		VIRTIO_CCW_RESET,
		VIRTIO_CCW_SET_INDICATORS,
		VIRTIO_CCW_SET_REVISION,
		VIRTIO_CCW_SET_CONFIG_INDICATORS,
		CCW_BASIC_SENSE,
		VIRTIO_CCW_SET_ADAPTER_INDICATORS,
		CCW_NOP,
		CCW_SENSE_ID,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(known); i++) {
		if (known[i] == command)
			return true;
	}
	return false;
}

/* The right four bits of a command: 0 is never valid, 8 is the channel's own. */
static bool is_for_device(unsigned int command)
{
	return command & 0xf && (command & 0xf) != CCW_TIC;
}

TEST(unknown_commands, "each command that a virtio device does not have is rejected",
     CITE("VIRTIO 1.1, 4.3.1, Device Requirements: Basic Concepts"))
{
	for (unsigned int command = 0; command < 256; command++) {
		struct irb irb;

		if (is_known(command) || !is_for_device(command))
			continue;
		irb = issue(entropy_nth(0), command, CCW_SUPPRESS_LENGTH, 8);
		CHECK(rejected(entropy_nth(0), &irb), "command %#x: " STATUS_FORMAT, command,
		      STATUS(irb));
	}
}

static const struct {
	uint8_t command;
	uint16_t size;
} sizes[] = {
	{ VIRTIO_CCW_WRITE_FEATURES, sizeof(struct virtio_ccw_features) },
	{ VIRTIO_CCW_READ_FEATURES, sizeof(struct virtio_ccw_features) },
	{ VIRTIO_CCW_WRITE_STATUS, 1 },
	{ VIRTIO_CCW_READ_STATUS, 1 },
	{ VIRTIO_CCW_READ_QUEUE_CONFIG, sizeof(struct virtio_ccw_queue_config) },
	{ VIRTIO_CCW_SET_QUEUE, sizeof(struct virtio_ccw_queue) },
	{ VIRTIO_CCW_SET_INDICATORS, sizeof(uint64_t) },
	{ VIRTIO_CCW_SET_CONFIG_INDICATORS, sizeof(uint64_t) },
};

/* All zero: indicators, queues and features that are none. */
static struct irb issue_sized(unsigned int i, uint8_t flags, int difference)
{
	for (unsigned int n = 0; n < sizeof(data); n++)
		data[n] = 0;
	return issue(entropy_nth(0), sizes[i].command, flags, sizes[i].size + difference);
}

TEST(wrong_length, "a command whose length does not match ends with incorrect length",
     CITE("VIRTIO 1.1, 4.3.1, Device Requirements: Basic Concepts")
	     CITE("Principles of Operation, Incorrect Length"))
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (int difference = -1; difference <= 1; difference += 2) {
			struct irb irb;

			if (sizes[i].size + difference == 0)
				continue;
			irb = issue_sized(i, 0, difference);
			CHECK_EQ(irb.scsw.subchannel_status, SUBCHANNEL_INCORRECT_LENGTH);
		}
	}
}

TEST(too_short, "a command that has not enough data does not end well, suppressed or not",
     CITE("VIRTIO 1.1, 4.3.1, Device Requirements: Basic Concepts"))
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (int missing = 1; missing < sizes[i].size; missing++) {
			struct irb irb = issue_sized(i, CCW_SUPPRESS_LENGTH, -missing);

			CHECK(irb.scsw.device_status & DEVICE_UNIT_CHECK ||
				      irb.scsw.subchannel_status,
			      "command %#x with %u bytes: " STATUS_FORMAT, sizes[i].command,
			      sizes[i].size - missing, STATUS(irb));
		}
	}
}

TEST(too_long,
     "a command with more data than it needs is done if length is suppressed, and says how much",
     CITE("VIRTIO 1.1, 4.3.1, Device Requirements: Basic Concepts")
	     CITE("Principles of Operation, Count"))
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct irb irb = issue_sized(i, CCW_SUPPRESS_LENGTH, 7);

		CHECK(css_ended_well(&irb), "command %#x: " STATUS_FORMAT, sizes[i].command,
		      STATUS(irb));
		CHECK(irb.scsw.count == 7, "command %#x: %u are left", sizes[i].command,
		      irb.scsw.count);
	}
}

TEST(no_such_queue, "a queue that the device does not have has room for nothing",
     CITE("VIRTIO 1.1, 4.3.2.2"))
{
	for (unsigned int index = 1; index < 64; index++) {
		struct virtio_ccw_queue_config config = { index, 0xffff };

		CHECK(virtio_ccw_command(entropy_nth(0), VIRTIO_CCW_READ_QUEUE_CONFIG, &config,
					 sizeof(config)));
		CHECK_EQ(config.limit, 0);
	}
}

TEST(queue_too_large, "a queue that is larger than the device allows is refused",
     CITE("VIRTIO 1.1, 4.3.2.2"))
{
	struct virtio_ccw_queue_config config = { 0, 0 };
	struct virtio_ccw_queue queue = { .descriptors = (uintptr_t)data };

	REQUIRE(virtio_negotiate(entropy_nth(0), 0, VIRTIO_ACCESS_PLATFORM));
	REQUIRE(virtio_ccw_command(entropy_nth(0), VIRTIO_CCW_READ_QUEUE_CONFIG, &config,
				   sizeof(config)));
	queue.available = queue.used = queue.descriptors;
	queue.size = 0x8000;
	REQUIRE(config.limit < queue.size);
	CHECK(!virtio_ccw_command(entropy_nth(0), VIRTIO_CCW_SET_QUEUE, &queue, sizeof(queue)));
}

TEST(status_refused,
     "a status that the device does not accept is rejected, and the status stays as it was",
     NEEDS("device=iommu_platform=on") CITE("VIRTIO 1.1, 4.3.2.3"))
{
	uint8_t begun = VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER;

	for (unsigned int n = 0; n < entropy_count(); n++) {
		struct virtio_device *device = entropy_nth(n);
		struct irb irb;

		if (!(virtio_offered(device) & VIRTIO_ACCESS_PLATFORM) || device->legacy)
			continue;
		REQUIRE(virtio_reset(device));
		virtio_set_status(device, begun);
		device->transport->accept(device, VIRTIO_VERSION_1);
		data[0] = begun | VIRTIO_FEATURES_OK;
		irb = issue(device, VIRTIO_CCW_WRITE_STATUS, 0, 1);
		CHECK_REJECTED(device, irb);
		CHECK_EQ(virtio_status(device), begun);
	}
}
