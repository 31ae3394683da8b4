/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How driver and virtio device come to terms: status, features, and what each
 * may refuse. The entropy device is asked, on every transport of this machine.
 *
 * A guest and a host of different age meet here. If a device goes on with a
 * driver that has not understood it, both will read memory in different ways.
 */
#include <bits.h>
#include <test.h>
#include <virtio_rng.h>

static unsigned int devices(void)
{
	if (!virtio_rng_count())
		SKIP("needs a virtio entropy device: -device virtio-rng-pci, or -device "
		     "virtio-rng-device");
	return virtio_rng_count();
}

TEST(status_is_kept, "status bits that the driver sets read back, and a reset clears all of them",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.1"))
{
	for (unsigned int n = 0; n < devices(); n++) {
		struct virtio_device *device = virtio_find(VIRTIO_ENTROPY, n);

		REQUIRE(virtio_negotiate(device, 0, VIRTIO_ACCESS_PLATFORM));
		CHECK_EQ(virtio_status(device), VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER |
							(device->legacy ? 0 : VIRTIO_FEATURES_OK));
		virtio_run(device);
		CHECK(virtio_status(device) & VIRTIO_DRIVER_OK);
		CHECK(virtio_reset(device));
		CHECK_EQ(virtio_status(device), 0);
	}
}

TEST(features_are_stable, "the features on offer are the same each time, before and after a reset",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.2"))
{
	for (unsigned int n = 0; n < devices(); n++) {
		struct virtio_device *device = virtio_find(VIRTIO_ENTROPY, n);
		uint64_t offered = virtio_offered(device);

		NOTE("%s offers %#lx", device->name, offered);
		CHECK_EQ(!!(offered & VIRTIO_VERSION_1), !device->legacy);
		CHECK(virtio_reset(device));
		CHECK_EQ(virtio_offered(device), offered);
	}
}

TEST(missing_feature, "a driver that insists on a feature which is not offered gives the device up",
     NEEDS("device=virtio-rng") CITE("VIRTIO 1.1, 2.2.1 and 3.1.1"))
{
	for (unsigned int n = 0; n < devices(); n++) {
		struct virtio_device *device = virtio_find(VIRTIO_ENTROPY, n);
		uint64_t missing = ~virtio_offered(device);
		struct virtio_rng rng;
		uint8_t byte;

		CHECK(!virtio_negotiate(device, BIT(bit_first(missing)), 0));
		CHECK(virtio_status(device) & VIRTIO_FAILED);
		REQUIRE(virtio_rng_open(&rng, n, VIRTIO_BY_POLLING), "does not work after that");
		CHECK(virtio_rng_fill(&rng, &byte, 1));
	}
}

TEST(refusal,
     "a device behind a translation does not accept a driver that would give it untranslated "
     "addresses",
     NEEDS("device=iommu_platform=on") CITE("VIRTIO 1.1, 6.2, VIRTIO_F_ACCESS_PLATFORM"))
{
	unsigned int tested = 0;

	for (unsigned int n = 0; n < devices(); n++) {
		struct virtio_device *device = virtio_find(VIRTIO_ENTROPY, n);

		if (!(virtio_offered(device) & VIRTIO_ACCESS_PLATFORM) || device->legacy)
			continue;
		CHECK(!virtio_negotiate(device, 0, 0), "%s", device->name);
		CHECK(!(virtio_status(device) & VIRTIO_FEATURES_OK));
		CHECK(virtio_negotiate(device, 0, VIRTIO_ACCESS_PLATFORM));
		tested++;
	}
	if (!tested)
		SKIP("needs a device of version 1 that has iommu_platform=on");
}
