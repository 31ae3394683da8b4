/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storage keys and TEST PROTECTION.
 *
 * A guest decides by the reference and change bits what to page out. Its host
 * uses the same bits for the same purpose, so it keeps those of the guest apart,
 * and must not lose one when it looks at or clears its own.
 *
 * That accesses are refused by key is tested in traps.c.
 */
#include <alloc.h>
#include <clock.h>
#include <lowcore.h>
#include <mmu.h>
#include <smp.h>
#include <storage_key.h>
#include <test.h>

#define SSKE	   CITE("Principles of Operation, SET STORAGE KEY EXTENDED")
#define ISKE	   CITE("Principles of Operation, INSERT STORAGE KEY EXTENDED")
#define RRBE	   CITE("Principles of Operation, RESET REFERENCE BIT EXTENDED")
#define TPROT	   CITE("Principles of Operation, TEST PROTECTION")
#define RECORDING  CITE("Principles of Operation, Reference Recording and Change Recording")
#define NO_STORAGE (1ull << 39)
#define KEY(n)	   ((n) << 4)

static char *page;
static uint64_t real;

static void open_page(void)
{
	page = page_alloc(3);
	real = (uintptr_t)page + PAGE_SIZE;
	page += PAGE_SIZE;
}

/* The block is given back with the key that it had. */
static void close_page(void)
{
	key_set(real, 0);
}

TEST(kept, "each key of seven bits is inserted as it was set", SSKE)
{
	open_page();
	for (unsigned int key = 0; key <= KEY_ALL; key += 2) {
		key_set(real, key);
		CHECK_EQ(key_get(real), key);
	}
	close_page();
}

TEST(last_bit_is_zero, "the last bit of the register is not part of the key", SSKE)
{
	open_page();
	key_set(real, KEY_ALL | 1);
	CHECK_EQ(key_get(real), KEY_ALL);
	close_page();
}

TEST(inserted_in_byte, "the key is inserted in the last byte, the others stay", ISKE)
{
	const uint64_t others = 0x0123456789abcd00;

	open_page();
	key_set(real, KEY(5));
	CHECK_EQ(key_insert(real, others | 0xff), others | KEY(5));
	close_page();
}

TEST(block_of_its_own, "the key of a block is that of all its bytes, and of no other block", SSKE)
{
	open_page();
	for (int n = -1; n <= 1; n++)
		key_set(real + n * (int)PAGE_SIZE, KEY(1));
	key_set(real + 0x123, KEY(7));
	CHECK_EQ(key_get(real) & KEY_ACCESS, KEY(7));
	CHECK_EQ(key_get(real + PAGE_SIZE - 1) & KEY_ACCESS, KEY(7));
	CHECK_EQ(key_get(real - PAGE_SIZE) & KEY_ACCESS, KEY(1));
	CHECK_EQ(key_get(real + PAGE_SIZE) & KEY_ACCESS, KEY(1));
	for (int n = -1; n <= 1; n++)
		key_set(real + n * (int)PAGE_SIZE, 0);
}

TEST(no_storage, "the key of what is not storage is an addressing exception", ISKE)
{
	CHECK_TRAP(TRAP_ADDRESSING, key_get(NO_STORAGE));
	CHECK_TRAP(TRAP_ADDRESSING, (key_set(NO_STORAGE, 0), 0));
	CHECK_TRAP(TRAP_ADDRESSING, key_reset_reference(NO_STORAGE));
}

TEST(reset_reference, "resetting the reference bit tells both bits, and leaves the rest of the key",
     RRBE)
{
	open_page();
	for (unsigned int bits = 0; bits < 4; bits++) {
		unsigned int key = KEY(9) | KEY_FETCH | bits << 1;

		key_set(real, key);
		CHECK_EQ(key_reset_reference(real), bits);
		CHECK_EQ(key_get(real), key & ~KEY_REFERENCED);
	}
	close_page();
}

static void __attribute__((noinline)) fetch(void)
{
	(void)*(volatile char *)page;
}

static void __attribute__((noinline)) store(void)
{
	*(volatile char *)page = 1;
}

TEST(fetch_references, "a fetch sets the reference bit, and not the change bit", RECORDING)
{
	open_page();
	key_set(real, 0);
	CHECK_EQ(key_get(real), 0);
	fetch();
	CHECK_EQ(key_get(real), KEY_REFERENCED);
	close_page();
}

TEST(store_changes, "a store sets the reference bit and the change bit", RECORDING)
{
	open_page();
	key_set(real, 0);
	store();
	CHECK_EQ(key_get(real), KEY_REFERENCED | KEY_CHANGED);
	close_page();
}

TEST(recorded_again, "after bits were reset, the next access sets them again, 1000 times",
     RECORDING)
{
	unsigned int wrong = 0;

	open_page();
	for (unsigned int i = 0; i < 1000; i++) {
		key_set(real, 0);
		store();
		wrong += key_get(real) != (KEY_REFERENCED | KEY_CHANGED);
		key_reset_reference(real);
		fetch();
		wrong += key_get(real) != (KEY_REFERENCED | KEY_CHANGED);
	}
	CHECK_EQ(wrong, 0);
	close_page();
}

TEST(next_instruction, "a store is recorded also if it follows the setting of the key at once",
     RECORDING)
{
	open_page();
	store();
	__asm__ volatile("sske %1,%0\n	mvi 0(%2),1" : : "a"(real), "d"(0), "a"(page) : "memory");
	CHECK_EQ(key_get(real), KEY_REFERENCED | KEY_CHANGED);
	close_page();
}

static void store_to_page(void *context)
{
	*(volatile char *)context = 1;
}

TEST(other_cpu_records, "a store by another CPU is recorded, also where it stored before",
     NEEDS("cpus=2") RECORDING)
{
	open_page();
	for (unsigned int i = 0; i < 100; i++) {
		smp_call(1, store_to_page, page);
		key_set(real, KEY(3));
		smp_call(1, store_to_page, page);
		CHECK_EQ(key_get(real), KEY(3) | KEY_REFERENCED | KEY_CHANGED);
	}
	close_page();
}

TEST(protection_none, "storage that may be fetched and stored sets condition code 0", TPROT)
{
	open_page();
	CHECK_EQ(protection_test(page, 0), PROTECTION_NONE);
}

TEST(protection_store, "a protected page sets condition code 1", TPROT)
{
	open_page();
	mmu_protect(page, MMU_READ);
	CHECK_EQ(protection_test(page, 0), PROTECTION_STORE);
	mmu_protect(page, MMU_READ | MMU_WRITE);
	CHECK_EQ(protection_test(page, 0), PROTECTION_NONE);
}

TEST(protection_untranslated, "an address without translation sets condition code 3", TPROT)
{
	CHECK_EQ(protection_test(NULL, 0), PROTECTION_NO_TRANSLATION);
}

TEST(protection_by_key, "another key than that of the block sets condition code 1", TPROT)
{
	open_page();
	key_set(real, KEY(6));
	CHECK_EQ(protection_test(page, KEY(6)), PROTECTION_NONE);
	CHECK_EQ(protection_test(page, KEY(7)), PROTECTION_STORE);
	CHECK_EQ(protection_test(page, 0), PROTECTION_NONE);
	close_page();
}

TEST(protection_by_fetch_key,
     "another key than that of a fetch-protected block sets condition code 2", TPROT)
{
	open_page();
	key_set(real, KEY(6) | KEY_FETCH);
	CHECK_EQ(protection_test(page, KEY(6)), PROTECTION_NONE);
	CHECK_EQ(protection_test(page, KEY(7)), PROTECTION_ALL);
	close_page();
}

TEST(protection_without_storage, "an address that leads to no storage is an addressing exception",
     TPROT)
{
	open_page();
	mmu_map(page, NO_STORAGE, MMU_READ | MMU_WRITE);
	CHECK_TRAP(TRAP_ADDRESSING, protection_test(page, 0));
}
