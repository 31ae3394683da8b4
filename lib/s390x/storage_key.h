/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storage keys: each block of 4 KB has an access-control value, which the key of
 * the PSW must match, and remembers that it was referenced and changed.
 *
 * Addresses are real. A trap may be probed.
 */
#ifndef STORAGE_KEY_H
#define STORAGE_KEY_H

#include <stdint.h>
#include <trap.h>

#define KEY_ACCESS     0xf0
#define KEY_FETCH      0x08 /* the key must match to fetch, too */
#define KEY_REFERENCED 0x04
#define KEY_CHANGED    0x02
#define KEY_ALL	       (KEY_ACCESS | KEY_FETCH | KEY_REFERENCED | KEY_CHANGED)

/* SET STORAGE KEY EXTENDED, of one block. */
static inline void key_set(uint64_t real, uint64_t key)
{
	trap_probe_begin();
	__asm__ volatile(PROBED("sske %0,%1") : : "d"(key), "a"(real) : "memory");
}

/* INSERT STORAGE KEY EXTENDED: the whole register, of which the key is the last byte. */
static inline uint64_t key_insert(uint64_t real, uint64_t before)
{
	trap_probe_begin();
	__asm__ volatile(PROBED("iske %0,%1") : "+d"(before) : "a"(real) : "memory");
	return before;
}

static inline uint8_t key_get(uint64_t real)
{
	return key_insert(real, 0);
}

/* RESET REFERENCE BIT EXTENDED: what was referenced (2) and changed (1) before. */
static inline unsigned int key_reset_reference(uint64_t real)
{
	unsigned int cc;

	trap_probe_begin();
	__asm__ volatile(PROBED("rrbe 0,%1") "	ipm	%0\n"
					     "	srl	%0,28"
			 : "=&d"(cc)
			 : "a"(real)
			 : "cc", "memory");
	return cc;
}

/* TEST PROTECTION of a virtual address, for an access with this key (0xf0). */
enum { PROTECTION_NONE, PROTECTION_STORE, PROTECTION_ALL, PROTECTION_NO_TRANSLATION };

static inline unsigned int protection_test(const volatile void *address, uint64_t key)
{
	unsigned int cc;

	trap_probe_begin();
	__asm__ volatile(PROBED("tprot 0(%1),0(%2)") "	ipm	%0\n"
						     "	srl	%0,28"
			 : "=&d"(cc)
			 : "a"(address), "a"(key)
			 : "cc", "memory");
	return cc;
}

#endif
