/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What only x86 has of accesses to devices: ports, of each size and many at once, and memory
 * of devices where it is not aligned, and across pages.
 *
 * KVM takes such instructions apart and tells user space of the pieces. A piece that is lost,
 * repeated or swapped is a wrong byte in a register of a device, or in the block that a driver
 * moved with one instruction.
 */
#include <string.h>

#include "../scenario.h"

#define API_PORT KVM_API("5 The kvm_run structure, KVM_EXIT_IO")
#define API_MMIO KVM_API("5 The kvm_run structure, KVM_EXIT_MMIO")

#define PORTS	   0x1000
#define PORT_COUNT 16
#define MOST_BYTES (2 * AREA_PAGE)

/* How often each byte of the device was accessed, and what was written to it last. */
static struct {
	uint8_t bytes[MOST_BYTES];
	unsigned int reads[MOST_BYTES], writes[MOST_BYTES];
	unsigned int accesses, last_size;
	uint8_t stream[MOST_BYTES]; /* all that was written, one after the other */
	unsigned int length;
	bool across; /* an access went over the end of a page */
} device;

/* A byte for each place, so that each answer tells where it was asked for. */
static uint8_t place(uint64_t offset)
{
	return offset * 7 + 1;
}

static void access(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
		   uint64_t *value)
{
	(void)vcpu;
	device.accesses++;
	device.last_size = size;
	device.across |= offset / AREA_PAGE != (offset + size - 1) / AREA_PAGE;
	for (unsigned int i = 0; i < size && offset + i < MOST_BYTES; i++) {
		uint8_t byte = *value >> 8 * i;

		if (write) {
			device.writes[offset + i]++;
			device.bytes[offset + i] = byte;
			device.stream[device.length++ % MOST_BYTES] = byte;
		} else {
			device.reads[offset + i]++;
			*value |= (uint64_t)place(offset + i) << 8 * i;
		}
	}
}

static void add_devices(struct vm *vm)
{
	vm_add_device(vm, &(struct device){ SPACE_MEMORY, guest_device(), MOST_BYTES, access });
	vm_add_device(vm, &(struct device){ SPACE_PORT, PORTS, PORT_COUNT, access });
}

static uint64_t touch(unsigned int what, uint64_t first, uint64_t count, uint64_t value)
{
	memset(&device, 0, sizeof(device));
	return guest_do(0, &(struct command){
				   .what = what, .first = first, .count = count, .value = value });
}

static uint64_t places(uint64_t offset, unsigned int size)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= (uint64_t)place(offset + i) << 8 * i;
	return value;
}

#define PATTERN 0x8877665544332211

static uint64_t pattern(unsigned int size)
{
	return PATTERN & (UINT64_MAX >> (64 - 8 * size));
}

/* Each byte of the range was accessed once, and no other. */
static void check_once(const unsigned int counts[MOST_BYTES], uint64_t offset, unsigned int size)
{
	for (uint64_t at = 0; at < MOST_BYTES; at++)
		REQUIRE(counts[at] == (at - offset < size), "byte %llu of %u at %llu: %u times",
			(unsigned long long)at, size, (unsigned long long)offset, counts[at]);
}

static void check_bytes(uint64_t offset, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++)
		CHECK_EQ(device.bytes[offset + i], (uint8_t)(PATTERN >> 8 * i));
}

TEST(port_writes, "a write of 1, 2 or 4 bytes to any port arrives once and as it was made",
     API_PORT)
{
	guest_boot(1, 0, 0, add_devices);
	for (unsigned int size = 1; size <= 4; size *= 2) {
		for (uint64_t port = 0; port < 8; port++) {
			touch(COMMAND_OUT, PORTS + port, size, pattern(size));
			CHECK_EQ(device.accesses, 1);
			CHECK_EQ(device.last_size, size);
			check_once(device.writes, port, size);
			check_bytes(port, size);
		}
	}
}

TEST(port_reads, "a read of 1, 2 or 4 bytes of any port is asked for once, and gets the answer",
     API_PORT)
{
	guest_boot(1, 0, 0, add_devices);
	for (unsigned int size = 1; size <= 4; size *= 2) {
		for (uint64_t port = 0; port < 8; port++) {
			CHECK_EQ(touch(COMMAND_IN, PORTS + port, size, 0), places(port, size));
			CHECK_EQ(device.accesses, 1);
			CHECK_EQ(device.last_size, size);
			check_once(device.reads, port, size);
		}
	}
}

#define BLOCK 3000 /* more than KVM takes at once, and over the end of a page */

TEST(port_block_written, "the bytes of a string instruction arrive all, in order, and once",
     API_PORT)
{
	guest_boot(1, 0, 0, add_devices);
	touch(COMMAND_OUT_ALL, PORTS, BLOCK, 0);
	REQUIRE_EQ(device.length, BLOCK);
	for (unsigned int i = 0; i < BLOCK; i++)
		REQUIRE_EQ(device.stream[i], (uint8_t)i);
}

TEST(port_block_read, "a string instruction gets the answer to each of its reads", API_PORT)
{
	guest_boot(1, 0, 0, add_devices);
	CHECK_EQ(touch(COMMAND_IN_ALL, PORTS + 5, BLOCK, 0), (uint64_t)BLOCK * place(5));
	CHECK_EQ(device.accesses, BLOCK);
}

TEST(memory_unaligned, "an access that is not aligned reaches the device whole, with its address",
     API_MMIO)
{
	guest_boot(1, 0, 0, add_devices);
	for (unsigned int size = 2; size <= 8; size *= 2) {
		for (uint64_t offset = 1; offset < size; offset++) {
			touch(COMMAND_STORE, guest_device() + offset, size, pattern(size));
			check_once(device.writes, offset, size);
			check_bytes(offset, size);
			CHECK_EQ(touch(COMMAND_LOAD, guest_device() + offset, size, 0),
				 places(offset, size));
			check_once(device.reads, offset, size);
		}
	}
}

TEST(memory_across_pages,
     "an access across the end of a page reaches the device in pieces that are whole together",
     API_MMIO)
{
	guest_boot(1, 0, 0, add_devices);
	for (unsigned int size = 2; size <= 8; size *= 2) {
		for (uint64_t offset = AREA_PAGE - size + 1; offset < AREA_PAGE; offset++) {
			touch(COMMAND_STORE, guest_device() + offset, size, pattern(size));
			check_once(device.writes, offset, size);
			check_bytes(offset, size);
			CHECK(!device.across);
			CHECK_EQ(touch(COMMAND_LOAD, guest_device() + offset, size, 0),
				 places(offset, size));
			check_once(device.reads, offset, size);
			CHECK(!device.across);
		}
	}
}
