/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI LOAD, PCI STORE and PCI STORE BLOCK: which lengths and places they take,
 * what they refuse, and that what is stored can be loaded.
 *
 * Each of them leaves the guest for the host, which must tell a request that
 * makes no sense from one that the function refuses: the first is a program
 * interruption, the second a condition code with a status.
 *
 * No manual of these instructions is public. What they promise is what Linux
 * takes for granted: arch/s390/include/asm/pci_insn.h and pci_io.h.
 */
#include <alloc.h>
#include <bits.h>
#include <caught.h>
#include <lowcore.h>
#include <pci.h>
#include <test.h>
#include <util.h>
#include <zpci.h>

#define HEADER	   "Linux, arch/s390/include/asm/pci_insn.h"
#define IO_HEADER  "Linux, arch/s390/include/asm/pci_io.h"
#define NO_HANDLE  (CLP_HANDLE_ENABLED | 0xfffe)
#define DOUBLEWORD 8
#define ENTRY	   PCI_MSIX_ENTRY_SIZE
#define PATTERN	   0x0123456789abcde0ul

/* The first function, freshly enabled, and its table of messages, which keeps what is stored. */
static struct {
	struct zpci *zpci;
	unsigned int bar;
	uint64_t table;
	unsigned int size;
} device;

static void open_device(void)
{
	struct pci_function *function = pci_function(0);
	unsigned int at;
	uint32_t place;

	if (!function)
		SKIP("needs a PCI function: -device zpci");
	device.zpci = zpci_function(0);
	REQUIRE(zpci_enable(device.zpci));
	at = pci_capability(function, PCI_CAP_MSIX, 0);
	REQUIRE(at, "no table of messages");
	place = pci_read(function, at + PCI_MSIX_TABLE, 4);
	device.bar = place & PCI_MSIX_BAR;
	device.table = place & ~PCI_MSIX_BAR;
	device.size = pci_msix_entries(function) * PCI_MSIX_ENTRY_SIZE;
}

static uint64_t operand(unsigned int space, unsigned int length)
{
	return zpci_operand(device.zpci->handle, space, length);
}

TEST(load_identity, "a load from the configuration space gives vendor and device as in the list",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_PCIAS_CFGSPC"))
{
	uint64_t identity = 0;

	open_device();
	CHECK_EQ(zpci_load(operand(ZPCI_CONFIGURATION, 4), PCI_VENDOR, &identity, NULL), ZPCI_DONE);
	CHECK_EQ(__builtin_bswap32(identity),
		 (uint32_t)device.zpci->entry.device << 16 | device.zpci->entry.vendor);
	CHECK_EQ(identity >> 32, 0);
}

TEST(sizes_of_configuration,
     "bytes and halfwords of the configuration space are those of its words, right-aligned",
     NEEDS("device=zpci") CITE(IO_HEADER ", zpci_read"))
{
	open_device();
	for (unsigned int at = 0; at < PCI_HEADER_SIZE; at += 4) {
		uint64_t word = 0, half = ~0ul, byte = ~0ul;

		REQUIRE_EQ(zpci_load(operand(ZPCI_CONFIGURATION, 4), at, &word, NULL), ZPCI_DONE);
		for (unsigned int n = 0; n < 4; n++) {
			zpci_load(operand(ZPCI_CONFIGURATION, 1), at + n, &byte, NULL);
			CHECK_EQ(byte, word >> (24 - 8 * n) & 0xff);
		}
		for (unsigned int n = 0; n < 4; n += 2) {
			zpci_load(operand(ZPCI_CONFIGURATION, 2), at + n, &half, NULL);
			CHECK_EQ(half, word >> (16 - 8 * n) & 0xffff);
		}
	}
}

TEST(configuration_lengths,
     "lengths other than 1, 2 and 4, and what crosses a word, are an operand exception",
     NEEDS("device=zpci") CITE(HEADER))
{
	uint64_t data = PATTERN;

	open_device();
	for (unsigned int length = 0; length < 16; length++) {
		for (unsigned int at = 0; at < 4; at++) {
			uint64_t where = operand(ZPCI_CONFIGURATION, length);

			if ((length == 1 || length == 2 || length == 4) && at + length <= 4)
				continue;
			CHECK_TRAP(TRAP_OPERAND,
				   zpci_load(where, PCI_CAPABILITIES + at, &data, NULL));
			CHECK_TRAP(TRAP_OPERAND, zpci_store(where, PCI_CAPABILITIES + at, 0, NULL));
		}
	}
	CHECK_EQ(data, PATTERN);
}

TEST(bar_lengths, "no bytes, or what crosses a doubleword of a BAR, are an operand exception",
     NEEDS("device=zpci") CITE(HEADER))
{
	uint64_t data = PATTERN;

	open_device();
	for (unsigned int length = 0; length < 16; length++) {
		for (unsigned int at = 0; at < DOUBLEWORD; at++) {
			uint64_t where = operand(device.bar, length);

			if (length && at + length <= DOUBLEWORD)
				continue;
			CHECK_TRAP(TRAP_OPERAND, zpci_load(where, device.table + at, &data, NULL));
			CHECK_TRAP(TRAP_OPERAND, zpci_store(where, device.table + at, 0, NULL));
		}
	}
	CHECK_EQ(data, PATTERN);
}

TEST(loaded_as_stored, "what is stored in a BAR is loaded again, as words and as doublewords",
     NEEDS("device=zpci") CITE(IO_HEADER ", zpci_read and zpci_write"))
{
	uint64_t data = 0;

	open_device();
	for (unsigned int bit = 2; bit < 32; bit++) {
		CHECK_EQ(zpci_store(operand(device.bar, 4), device.table, 1ul << bit, NULL),
			 ZPCI_DONE);
		CHECK_EQ(zpci_load(operand(device.bar, 4), device.table, &data, NULL), ZPCI_DONE);
		CHECK_EQ(data, 1ul << bit);
	}
	CHECK_EQ(zpci_store(operand(device.bar, 8), device.table, PATTERN, NULL), ZPCI_DONE);
	CHECK_EQ(zpci_load(operand(device.bar, 8), device.table, &data, NULL), ZPCI_DONE);
	CHECK_EQ(data, PATTERN);
	CHECK_EQ(zpci_load(operand(device.bar, 4), device.table, &data, NULL), ZPCI_DONE);
	CHECK_EQ(data, PATTERN >> 32);
	CHECK_EQ(zpci_load(operand(device.bar, 4), device.table + 4, &data, NULL), ZPCI_DONE);
	CHECK_EQ(data, PATTERN & ~0u);
}

TEST(beyond_the_bar, "a load or a store beyond the end of a BAR is an operand exception",
     NEEDS("device=zpci") CITE(HEADER))
{
	uint64_t end, data = PATTERN;

	open_device();
	end = 1ul << device.zpci->about.bar_sizes[device.bar];
	CHECK_TRAP(TRAP_OPERAND, zpci_load(operand(device.bar, 4), end, &data, NULL));
	CHECK_TRAP(TRAP_OPERAND, zpci_store(operand(device.bar, 4), end, 0, NULL));
	CHECK_EQ(data, PATTERN);
}

TEST(unknown_space, "an address space that does not exist is refused, with a status that says so",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_PCI_ST_INVAL_AS"))
{
	static const uint64_t block[2] __attribute__((aligned(8)));
	uint64_t data = PATTERN;

	open_device();
	for (unsigned int space = CLP_BARS; space < ZPCI_CONFIGURATION; space++) {
		uint8_t status = 0;

		CHECK_EQ(zpci_load(operand(space, 4), 0, &data, &status), ZPCI_REFUSED);
		CHECK_EQ(status, ZPCI_BAD_SPACE);
		status = 0;
		CHECK_EQ(zpci_store(operand(space, 4), 0, 0, &status), ZPCI_REFUSED);
		CHECK_EQ(status, ZPCI_BAD_SPACE);
		status = 0;
		CHECK_EQ(zpci_store_block(operand(space, 16), 0, block, &status), ZPCI_REFUSED);
		CHECK_EQ(status, ZPCI_BAD_SPACE);
	}
	CHECK_EQ(data, PATTERN);
}

/* With this handle; condition code 3 tells it apart from every other refusal. */
static void check_handle(uint32_t handle)
{
	static struct zpci_fib fib;
	static const uint64_t block[2] __attribute__((aligned(8)));
	uint64_t data = PATTERN;

	CHECK_EQ(zpci_load(zpci_operand(handle, ZPCI_CONFIGURATION, 4), 0, &data, NULL),
		 ZPCI_BAD_HANDLE);
	CHECK_EQ(zpci_store(zpci_operand(handle, ZPCI_CONFIGURATION, 4), 0, 0, NULL),
		 ZPCI_BAD_HANDLE);
	CHECK_EQ(zpci_store_block(zpci_operand(handle, 0, 16), 0, block, NULL), ZPCI_BAD_HANDLE);
	CHECK_EQ(zpci_refresh(handle, 0, PAGE_SIZE, NULL), ZPCI_BAD_HANDLE);
	CHECK_EQ(zpci_modify(zpci_operand(handle, 0, ZPCI_RESET_ERROR), &fib, NULL),
		 ZPCI_BAD_HANDLE);
	CHECK_EQ(data, PATTERN);
}

TEST(unknown_handle, "every instruction answers a handle of no function by condition code 3",
     NEEDS("facility=69") CITE(HEADER ", ZPCI_CC_INVAL_HANDLE"))
{
	static struct zpci_fib fib;

	check_handle(NO_HANDLE);
	CHECK_EQ(zpci_store_controls(zpci_operand(NO_HANDLE, 0, 0), &fib, NULL), ZPCI_BAD_HANDLE);
}

TEST(disabled_handle, "every instruction answers the handle of a disabled function by the same",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_CC_INVAL_HANDLE"))
{
	uint32_t enabled;

	open_device();
	enabled = device.zpci->handle;
	REQUIRE(zpci_disable(device.zpci));
	check_handle(device.zpci->handle);
	check_handle(enabled);
}

/* The first of these that the function does not have. */
TEST(absent_bar, "a load from a BAR that the function does not have does not complete",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_PCI_ST_INVAL_AS"))
{
	uint64_t data = PATTERN;

	open_device();
	for (unsigned int bar = 0; bar < CLP_BARS; bar++) {
		bool upper_half = bar && pci_function(0)->bars[bar - 1].wide;

		if (device.zpci->about.bar_sizes[bar] || upper_half)
			continue;
		CHECK_NE(zpci_load(operand(bar, 4), 0, &data, NULL), ZPCI_DONE);
		CHECK_EQ(data, PATTERN);
		return;
	}
	SKIP("needs a function that leaves a BAR unused");
}

/* The table keeps all bits of an address, and of these the host may confuse only the order. */
static uint64_t symmetric(unsigned int n)
{
	return (uint64_t)n << 58 | n << 2;
}

TEST(store_block, "a block of each length up to the largest is stored, and nothing behind it",
     NEEDS("device=zpci") CITE(IO_HEADER ", zpci_write_block"))
{
	uint64_t *block, data = 0;
	unsigned int largest;

	open_device();
	block = page_alloc(1);
	largest = min((unsigned int)device.zpci->group.largest_block, device.size - ENTRY);
	REQUIRE_GE(largest, ENTRY);
	for (unsigned int length = ENTRY; length <= largest; length += ENTRY) {
		for (unsigned int at = 0; at <= length; at += ENTRY) {
			zpci_store(operand(device.bar, 8), device.table + at, 0, NULL);
			block[at / DOUBLEWORD] = symmetric((length + at) / ENTRY);
		}
		CHECK_EQ(zpci_store_block(operand(device.bar, length), device.table, block, NULL),
			 ZPCI_DONE);
		for (unsigned int at = 0; at <= length; at += ENTRY) {
			zpci_load(operand(device.bar, 8), device.table + at, &data, NULL);
			CHECK_EQ(data, at < length ? block[at / DOUBLEWORD] : 0);
		}
	}
}

TEST(order_of_block, "the bytes of a block are stored in the order in which a store has them",
     NEEDS("device=zpci") CITE(IO_HEADER ", zpci_memcpy_toio"))
{
	static const uint64_t block[2] __attribute__((aligned(8))) = { PATTERN };
	uint64_t by_store = 0, by_block = 0;

	open_device();
	zpci_store(operand(device.bar, 8), device.table, PATTERN, NULL);
	zpci_load(operand(device.bar, 8), device.table, &by_store, NULL);
	CHECK_EQ(zpci_store_block(operand(device.bar, 16), device.table, block, NULL), ZPCI_DONE);
	zpci_load(operand(device.bar, 8), device.table, &by_block, NULL);
	CHECK_EQ(by_block, by_store);
}

TEST(block_lengths,
     "a block of 8 bytes or less, not of doublewords, or above the largest is a specification "
     "exception",
     NEEDS("device=zpci") CITE("Linux, arch/s390/include/asm/pci_clp.h, maxstbl"))
{
	uint64_t *block;
	unsigned int largest;

	open_device();
	block = page_alloc(2);
	largest = device.zpci->group.largest_block;
	for (unsigned int length = 0; length <= DOUBLEWORD; length++)
		CHECK_TRAP(TRAP_SPECIFICATION, zpci_store_block(operand(device.bar, length),
								device.table, block, NULL));
	CHECK_TRAP(TRAP_SPECIFICATION, zpci_store_block(operand(device.bar, 2 * DOUBLEWORD + 4),
							device.table, block, NULL));
	CHECK_TRAP(TRAP_SPECIFICATION, zpci_store_block(operand(device.bar, largest + DOUBLEWORD),
							device.table, block, NULL));
}

TEST(block_places,
     "a block off a doubleword, in storage or in the BAR, or over a page is a specification "
     "exception",
     NEEDS("device=zpci") CITE(IO_HEADER ", zpci_get_max_io_size"))
{
	uint8_t *block;

	open_device();
	block = page_alloc(1);
	for (unsigned int n = 1; n < DOUBLEWORD; n++) {
		CHECK_TRAP(TRAP_SPECIFICATION, zpci_store_block(operand(device.bar, 16),
								device.table, block + n, NULL));
		CHECK_TRAP(TRAP_SPECIFICATION, zpci_store_block(operand(device.bar, 16),
								device.table + n, block, NULL));
	}
	CHECK_TRAP(TRAP_SPECIFICATION,
		   zpci_store_block(operand(device.bar, 16), PAGE_SIZE - DOUBLEWORD, block, NULL));
}

TEST(no_block_in_configuration, "a block cannot be stored in the configuration space",
     NEEDS("device=zpci") CITE(HEADER ", ZPCI_PCI_ST_INVAL_AS"))
{
	static const uint64_t block[2] __attribute__((aligned(8)));
	uint8_t status = 0;

	open_device();
	CHECK_EQ(zpci_store_block(operand(ZPCI_CONFIGURATION, 16), 0, block, &status),
		 ZPCI_REFUSED);
	CHECK_EQ(status, ZPCI_BAD_SPACE);
}

TEST(block_that_cannot_be_read, "a block in storage that is not mapped is a page exception",
     NEEDS("device=zpci") CITE("Principles of Operation, Page-Translation Exception"))
{
	open_device();
	CHECK_TRAP(TRAP_PAGE, zpci_store_block(operand(device.bar, 16), device.table, NULL, NULL));
}

TEST(odd_register, "an odd register where a pair is wanted is a specification exception",
     NEEDS("facility=69") CITE("Principles of Operation, Specification Exception"))
{
	catch_trap(TRAP_SPECIFICATION);
	CATCH(".insn rre,0xb9d20000,%%r2,%%r3", : : : "r1", "r2", "r3", "cc", "memory"); /* PCILG */
	CHECK_CAUGHT_BEHIND(4);
	catch_trap(TRAP_SPECIFICATION);
	CATCH(".insn rre,0xb9d00000,%%r2,%%r3",
	      :
	      :
	      : "r1", "r2", "r3", "cc", "memory"); /* PCISTG */
	CHECK_CAUGHT_BEHIND(4);
	catch_trap(TRAP_SPECIFICATION);
	CATCH(".insn rre,0xb9d30000,%%r2,%%r3", : : : "r1", "r2", "r3", "cc", "memory"); /* RPCIT */
	CHECK_CAUGHT_BEHIND(4);
}
