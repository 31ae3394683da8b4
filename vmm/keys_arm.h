/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of pointer authentication, and what they make of a pointer. */
#ifndef KEYS_ARM_H
#define KEYS_ARM_H

#include <bits.h>
#include <sysreg.h>

#include "parts.h"

#define MODIFIER 0x123456789

#define SCTLR_ENIA BIT(31)
#define SCTLR_ENIB BIT(30)
#define SCTLR_ENDA BIT(27)
#define SCTLR_ENDB BIT(13)

/* Low and high half of each key: APIA, APIB, APDA, APDB, APGA. */
#define KEYS(X)            \
	X(s3_0_c2_c1_0, 1) \
	X(s3_0_c2_c1_1, 2) \
	X(s3_0_c2_c1_2, 3) \
	X(s3_0_c2_c1_3, 4) \
	X(s3_0_c2_c2_0, 5) \
	X(s3_0_c2_c2_1, 6) \
	X(s3_0_c2_c2_2, 7) \
	X(s3_0_c2_c2_3, 8) \
	X(s3_0_c2_c3_0, 9) \
	X(s3_0_c2_c3_1, 10)
#define KEY_COUNT 10

static inline void read_keys(uint64_t *keys)
{
#define READ_KEY(name, n) *keys++ = sysreg_read(name);
	KEYS(READ_KEY)
}

/* By instruction keys A and B, data keys A and B; and what PACGA makes of it. */
#define SIGNATURES 5

static inline void sign(uint64_t *signed_with)
{
	register uint64_t x0 __asm__("x0");
	register uint64_t x1 __asm__("x1") = MODIFIER;

#define SIGN(instruction)                                            \
	x0 = (uintptr_t)parts_commands;                              \
	__asm__ volatile(".inst " instruction : "+r"(x0) : "r"(x1)); \
	*signed_with++ = x0;
	SIGN("0xdac10020 // pacia x0, x1")
	SIGN("0xdac10420 // pacib x0, x1")
	SIGN("0xdac10820 // pacda x0, x1")
	SIGN("0xdac10c20 // pacdb x0, x1")
	SIGN("0x9ac13000 // pacga x0, x0, x1")
}

static inline void move_keys(void)
{
	uint64_t before[SIGNATURES], after[SIGNATURES], keys[KEY_COUNT], kept[KEY_COUNT];

#define WRITE_KEY(name, n) sysreg_write(name, 0x0123456789abcdef * (n));
	KEYS(WRITE_KEY)
	sysreg_write(sctlr_el1,
		     sysreg_read(sctlr_el1) | SCTLR_ENIA | SCTLR_ENIB | SCTLR_ENDA | SCTLR_ENDB);
	isb();
	read_keys(keys);
	sign(before);
	move();
	sign(after);
	read_keys(kept);
	for (unsigned int i = 0; i < SIGNATURES; i++)
		compare(i, before[i], after[i]);
	for (unsigned int i = 0; i < KEY_COUNT; i++)
		compare(SIGNATURES + i, keys[i], kept[i]);
}

#endif
