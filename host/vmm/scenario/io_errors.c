/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accesses that are no memory: each reaches user space as it was made, whatever its size and
 * alignment, and its answer reaches the guest.
 *
 * A host that cuts, swaps or repeats an access breaks a device in a way that only its driver
 * sees. What was refused, or answered by nobody, must be told to the guest and never pass
 * for memory.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../scenario.h"

#define DEVICE_PAGES 2

/* What the device saw. An access over 8 bytes, or over a page, may come in pieces. */
#define MOST 16

static struct seen {
	uint64_t offset, value;
	unsigned int size;
	bool write;
} seen[MOST];
static unsigned int count;

/* A byte for each place, so that each answer tells where it was asked for. */
static uint64_t answer(uint64_t offset, unsigned int size)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= (uint64_t)(uint8_t)(offset + i + 1) << 8 * i;
	return value;
}

static void access(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
		   uint64_t *value)
{
	(void)vcpu;
	if (count < MOST)
		seen[count++] = (struct seen){ offset, *value, size, write };
	if (!write)
		*value = answer(offset, size);
}

static void add_device(struct vm *vm)
{
	vm_add_device(vm, &(struct device){ SPACE_MEMORY, guest_device(), DEVICE_PAGES * AREA_PAGE,
					    access });
}

static void boot(void)
{
	guest_boot(1, 0, 0, add_device);
}

/* Lets the guest access the device; returns what it read. */
static uint64_t touch(unsigned int what, uint64_t offset, unsigned int size, uint64_t value)
{
	count = 0;
	return guest_do(0, &(struct command){ .what = what,
					      .first = guest_device() + offset,
					      .count = size,
					      .value = value });
}

TEST(store_sizes, "a store of 1, 2, 4 or 8 bytes arrives once, with its address, size and value",
     KVM_API("5 The kvm_run structure, KVM_EXIT_MMIO"))
{
	boot();
	for (unsigned int size = 1; size <= 8; size *= 2) {
		uint64_t value = 0x8877665544332211 & (UINT64_MAX >> (64 - 8 * size));

		touch(COMMAND_STORE, 8 * size, size, value);
		REQUIRE_EQ(count, 1);
		CHECK(seen[0].write);
		CHECK_EQ(seen[0].offset, 8 * size);
		CHECK_EQ(seen[0].size, size);
		CHECK_EQ(seen[0].value, value);
	}
}

TEST(load_sizes, "a load of 1, 2, 4 or 8 bytes is asked for once, and gets what was answered",
     KVM_API("5 The kvm_run structure, KVM_EXIT_MMIO"))
{
	boot();
	for (unsigned int size = 1; size <= 8; size *= 2) {
		uint64_t got = touch(COMMAND_LOAD, 8 * size, size, 0);

		REQUIRE_EQ(count, 1);
		CHECK(!seen[0].write);
		CHECK_EQ(seen[0].offset, 8 * size);
		CHECK_EQ(seen[0].size, size);
		CHECK_EQ(got, answer(8 * size, size));
	}
}

TEST(last_place, "the last place of a page and the first of the next are told apart",
     KVM_API("5 The kvm_run structure, KVM_EXIT_MMIO"))
{
	boot();
	for (unsigned int size = 1; size <= 8; size *= 2) {
		CHECK_EQ(touch(COMMAND_LOAD, AREA_PAGE - size, size, 0),
			 answer(AREA_PAGE - size, size));
		CHECK_EQ(seen[0].offset, AREA_PAGE - size);
		CHECK_EQ(touch(COMMAND_LOAD, AREA_PAGE, size, 0), answer(AREA_PAGE, size));
		CHECK_EQ(seen[0].offset, AREA_PAGE);
	}
}

/* As a PC does; elsewhere it is an abort. */
static uint64_t nobody(unsigned int size)
{
	return strcmp(machine_arch, "x86") ? PROBE_TRAPPED : UINT64_MAX >> (64 - 8 * size);
}

TEST(nobody_answers, "an access that user space cannot answer is told to the guest, and it goes on",
     KVM_API("4.32 KVM_SET_VCPU_EVENTS, ext_dabt_pending"))
{
	guest_boot(1, 1, 0, NULL);
	for (unsigned int size = 1; size <= 4; size *= 2) {
		CHECK_EQ(touch(COMMAND_PROBE, 8 * size, size, 0), nobody(size));
		guest_do(0, &(struct command){ .what = COMMAND_WRITE, .count = 1, .value = size });
		CHECK_EQ(guest_do(0, &(struct command){ COMMAND_READ, .count = 1 }), size);
	}
}

TEST(slots_overlap, "memory that overlaps other memory of the guest is refused",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION"))
{
	struct kvm_userspace_memory_region region = { .slot = VM_MAX_SLOTS,
						      .memory_size = 2 * AREA_PAGE };

	guest_boot(1, 4, 0, NULL);
	region.userspace_addr = (uintptr_t)guest.vm.slots[guest.area].memory;
	region.guest_phys_addr = guest_area() + 3 * AREA_PAGE;
	CHECK(ioctl(guest.vm.fd, KVM_SET_USER_MEMORY_REGION, &region) && errno == EEXIST);
	region.guest_phys_addr = guest_area() - AREA_PAGE;
	CHECK(ioctl(guest.vm.fd, KVM_SET_USER_MEMORY_REGION, &region) && errno == EEXIST);
	region.guest_phys_addr = guest_area() + 4 * AREA_PAGE;
	CHECK(!ioctl(guest.vm.fd, KVM_SET_USER_MEMORY_REGION, &region));
}

TEST(slots_unaligned, "memory that is no whole pages, or of no memory of ours, is refused",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION"))
{
	struct kvm_userspace_memory_region region = { .slot = VM_MAX_SLOTS };

	guest_boot(1, 4, 0, NULL);
	region.userspace_addr = (uintptr_t)guest.vm.slots[guest.area].memory;
	region.guest_phys_addr = guest_area() + 8 * AREA_PAGE;
	region.memory_size = AREA_PAGE + 1;
	CHECK(ioctl(guest.vm.fd, KVM_SET_USER_MEMORY_REGION, &region) && errno == EINVAL);
	region.memory_size = AREA_PAGE;
	region.guest_phys_addr++;
	CHECK(ioctl(guest.vm.fd, KVM_SET_USER_MEMORY_REGION, &region) && errno == EINVAL);
	region.guest_phys_addr--;
	region.userspace_addr++;
	CHECK(ioctl(guest.vm.fd, KVM_SET_USER_MEMORY_REGION, &region) && errno == EINVAL);
}

TEST(memory_taken_away, "where memory was taken away, an access is one to a device at once",
     KVM_API("4.35 KVM_SET_USER_MEMORY_REGION"))
{
	guest_boot(1, 1, 0, NULL);
	guest_do(0, &(struct command){ .what = COMMAND_WRITE, .count = 1, .value = 7 });
	CHECK_EQ(guest_do(0, &(struct command){ .what = COMMAND_READ, .count = 1 }), 7);
	vm_add_device(&guest.vm, &(struct device){ SPACE_MEMORY, guest_area(), AREA_PAGE, access });
	REQUIRE_EQ(vm_delete_slot(&guest.vm, guest.area), 0);
	count = 0;
	CHECK_EQ(guest_do(0, &(struct command){ .what = COMMAND_READ, .count = 1 }), answer(0, 8));
	CHECK_EQ(count, 1);
}
