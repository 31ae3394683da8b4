/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All registers of SVE, kept over the store that rings the bell. */
#ifndef VECTORS_ARM_H
#define VECTORS_ARM_H

#include <bits.h>
#include <random.h>
#include <stdint.h>
#include <string.h>
#include <sysreg.h>

#include "parts.h"

#define VECTOR_BYTES 256 /* at most; a predicate has a bit for each byte */

struct vectors {
	uint8_t z[32][VECTOR_BYTES];
	uint8_t p[16][VECTOR_BYTES / 8];
	uint8_t ffr[VECTOR_BYTES / 8];
};

#define CPACR_ZEN (BIT(17) | BIT(16))
#define ZCR_LEN	  0xf

/* ZCR_EL1 */
#define ZCR "s3_0_c1_c2_0"

static inline void vectors_set_length(uint64_t length)
{
	__asm__ volatile("msr " ZCR ", %0\n\tisb" : : "r"(length));
}

/* For EL1, as long as they are. */
static inline void vectors_setup(void)
{
	sysreg_write(cpacr_el1, sysreg_read(cpacr_el1) | CPACR_ZEN);
	isb();
	vectors_set_length(ZCR_LEN);
}

static inline void vectors_shorten(void)
{
	vectors_set_length(0);
}

static inline unsigned int vectors_bytes(void)
{
	uint64_t bytes;

	__asm__ volatile(".arch_extension sve\n\trdvl %0, #1" : "=r"(bytes));
	return bytes;
}

/* The register of first faults is, from the beginning, so many ones. */
static inline void vectors_fill(struct vectors *vectors, unsigned int bytes)
{
	struct random random;

	memset(vectors, 0, sizeof(*vectors));
	random_seed(&random, 1);
	for (unsigned int n = 0; n < 32; n++)
		random_fill(&random, vectors->z[n], bytes);
	for (unsigned int n = 0; n < 16; n++)
		random_fill(&random, vectors->p[n], bytes / 8);
	vectors->ffr[0] = 0x7f;
}

/* What is as long as a register in the CPU lies behind the one before in memory, too. */
static inline void vectors_keep(const struct vectors *before, struct vectors *after,
				volatile uint64_t *bell, uint64_t value)
{
	__asm__ volatile(
		".arch_extension sve\n"
		"	ldr	p0, [%[from_ffr]]\n"
		"	wrffr	p0.b\n"
		"	mov	x9, %[from_z]\n"
		"	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21\n"
		"	ldr	z\\n, [x9]\n"
		"	add	x9, x9, %[z]\n"
		"	.endr\n"
		"	.irp	n, 22,23,24,25,26,27,28,29,30,31\n"
		"	ldr	z\\n, [x9]\n"
		"	add	x9, x9, %[z]\n"
		"	.endr\n"
		"	mov	x9, %[from_p]\n"
		"	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n"
		"	ldr	p\\n, [x9]\n"
		"	add	x9, x9, %[z] / 8\n"
		"	.endr\n"
		"	str	%[value], [%[bell]]\n"
		"	mov	x9, %[to_z]\n"
		"	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21\n"
		"	str	z\\n, [x9]\n"
		"	add	x9, x9, %[z]\n"
		"	.endr\n"
		"	.irp	n, 22,23,24,25,26,27,28,29,30,31\n"
		"	str	z\\n, [x9]\n"
		"	add	x9, x9, %[z]\n"
		"	.endr\n"
		"	mov	x9, %[to_p]\n"
		"	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n"
		"	str	p\\n, [x9]\n"
		"	add	x9, x9, %[z] / 8\n"
		"	.endr\n"
		"	rdffr	p0.b\n"
		"	str	p0, [%[to_ffr]]\n"
		:
		: [from_z] "r"(before->z), [from_p] "r"(before->p), [from_ffr] "r"(before->ffr),
		  [to_z] "r"(after->z), [to_p] "r"(after->p), [to_ffr] "r"(after->ffr),
		  [bell] "r"(bell), [value] "r"(value), [z] "i"(VECTOR_BYTES)
		: "x9", "memory", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10",
		  "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21",
		  "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31");
}

static inline void move_vectors(void)
{
	static struct vectors before, after;
	unsigned int bytes;

	vectors_setup();
	bytes = vectors_bytes();
	vectors_fill(&before, bytes);
	parts_command()->result = MOVE_ASKED;
	vectors_keep(&before, &after, parts_bell, (uintptr_t)parts_command());
	for (unsigned int i = 0; i < sizeof(before) / sizeof(uint64_t); i++)
		compare(i, ((uint64_t *)&before)[i], ((uint64_t *)&after)[i]);
	compare(1000, bytes, vectors_bytes());
	vectors_shorten();
	bytes = vectors_bytes();
	move();
	compare(1001, bytes, vectors_bytes());
}

#endif
