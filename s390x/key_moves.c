/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storage keys of a guest that is migrated.
 *
 * A key is no part of the storage that it belongs to: a host that copies pages copies no
 * key with them, and has to carry all keys at the switch, as they are then. A guest that
 * loses its access-control values loses its protection; one that loses a change bit
 * throws away, without writing it to its disk, what a program has stored.
 */
#include <alloc.h>
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <smp.h>
#include <storage_key.h>
#include <test.h>

#define KEYS (KEY_ALL / 2 + 1) /* of seven bits */

static char *pages;

static uint64_t address(unsigned int n)
{
	return (uintptr_t)pages + n * PAGE_SIZE;
}

/* Blocks are given back with the key that they had. */
static void close_pages(void)
{
	for (unsigned int n = 0; n < KEYS; n++)
		key_set(address(n), 0);
}

static void move_keys(const char *mode)
{
	pages = page_alloc(KEYS);
	for (unsigned int n = 0; n < KEYS; n++)
		key_set(address(n), n * 2);
	control_migrate(mode, NULL);
	for (unsigned int n = 0; n < KEYS; n++)
		CHECK_EQ(key_get(address(n)), n * 2);
	close_pages();
}

TEST(precopy, "each key of seven bits is the same after a migration",
     NEEDS("migration") CITE("Principles of Operation, Storage Key"))
{
	move_keys("precopy");
}

TEST(postcopy, "each key of seven bits is the same after a migration that copies later",
     NEEDS("migration") CITE("Principles of Operation, Storage Key"))
{
	move_keys("postcopy");
}

TEST(file, "each key of seven bits is the same in a guest that was saved to a file",
     NEEDS("migration") CITE("Principles of Operation, Storage Key"))
{
	move_keys("file");
}

static bool enough;
static uint64_t stored, lost;

/* Half of the pages lie between the store and the look at what it left. */
static void store_and_look(void *context)
{
	(void)context;
	for (unsigned int n = 0; !atomic_load(&enough); n = (n + 1) % KEYS) {
		unsigned int old = (n + KEYS / 2) % KEYS;
		uint8_t key = key_get(address(old));

		if (stored >= KEYS / 2 && key != (KEY_ACCESS | KEY_REFERENCED | KEY_CHANGED))
			lost++;
		key_set(address(n), KEY_ACCESS);
		*(volatile char *)address(n) = n;
		atomic_add(&stored, 1);
	}
}

TEST(changed, "a block that was stored to is marked as changed, whatever comes in between",
     NEEDS("migration") NEEDS("cpus=2") CITE("Principles of Operation, Change Recording"))
{
	enough = false;
	stored = lost = 0;
	pages = page_alloc(KEYS);
	smp_run(1, store_and_look, NULL);
	while (atomic_load(&stored) < KEYS)
		clock_delay(NS_PER_US);
	for (unsigned int hop = 0; hop < 3; hop++)
		control_migrate("precopy", NULL);
	atomic_store(&enough, true);
	REQUIRE(smp_wait(1, 10 * NS_PER_S), "CPU 1 is gone");
	CHECK(!lost, "%lu of %lu stores had no change bit", lost, stored);
	close_pages();
}
