/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <smp.h>
#include <string.h>
#include <util.h>
#include <writer.h>

#include "cache.h"
#include "features.h"

#define HALF	   (STORE_PLACE / 2)
#define CODE_SIZE  8
#define MOVZ_W0	   0x52800000u /* with 16 bits of data from bit 5 on */
#define RET	   0xd65f03c0u
#define MOVZ_SHIFT 5

#define FEATURE_LSE FEATURE(id_aa64isar0_el1, 20)

/* Nobody else uses the thread pointer of EL0. */
uint64_t store_count(void)
{
	return sysreg_read(tpidr_el0);
}

void store_count_set(uint64_t count)
{
	sysreg_write(tpidr_el0, count);
}

/* The value is at %3 and begins in %0 and %1, the place is at %2; %w4 is free. */
#define STORE(name, instructions)                                                                  \
	static void name(uint8_t *to, const uint8_t *value, uint8_t *scratch)                      \
	{                                                                                          \
		uint64_t first, second, free;                                                      \
                                                                                                   \
		(void)scratch;                                                                     \
		__asm__ volatile(".arch_extension simd\n"                                          \
				 ".arch_extension lse\n"                                           \
				 ".arch_extension mops\n"                                          \
				 "ldp %0, %1, [%3]\n" instructions                                 \
				 : "=&r"(first), "=&r"(second), "+r"(to), "+r"(value), "=&r"(free) \
				 :                                                                 \
				 : "x0", "x1", "x2", "x3", "memory", "cc");                        \
	}

STORE(pair, "stp %0, %1, [%2]")
STORE(pair_written_back, "stp %0, %1, [%2], #16")
STORE(non_temporal, "stnp %0, %1, [%2]")
STORE(release, "stlr %0, [%2]")
STORE(vector, "ldr q0, [%3]; str q0, [%2]")
STORE(vector_pair, "ldp q0, q1, [%3]; stp q0, q1, [%2]")
STORE(vectors_interleaved, "ld1 {v0.16b, v1.16b, v2.16b, v3.16b}, [%3];"
			   "zip1 v4.2d, v0.2d, v1.2d; zip2 v5.2d, v0.2d, v1.2d;"
			   "st2 {v4.d, v5.d}[0], [%2], #16; st2 {v4.d, v5.d}[1], [%2]")
STORE(vectors_4, "ld1 {v0.16b, v1.16b, v2.16b, v3.16b}, [%3];"
		 "st1 {v0.16b, v1.16b, v2.16b, v3.16b}, [%2]")
STORE(element, "ldr q0, [%3]; st1 {v0.s}[1], [%2]; st1 {v0.s}[0], [%2]")
STORE(exclusive, "1: ldxr %w4, [%2]; stxr %w4, %w0, [%2]; cbnz %w4, 1b")
STORE(exclusive_pair, "1: ldaxp x0, x1, [%2]; stlxp %w4, %0, %1, [%2]; cbnz %w4, 1b")
STORE(exclusive_in_vain, "ldxr x0, [%2]; clrex; stxr %w4, %0, [%2]")
STORE(add, "ldr x0, [%2]; sub x0, %0, x0; ldadd x0, x1, [%2]")
STORE(bits, "mov w0, #-1; stclr w0, [%2]; stset %w0, [%2]")
STORE(swap, "swpal %0, x0, [%2]")
STORE(compare, "ldr x0, [%2]; casal x0, %0, [%2]")
STORE(compare_pair, "ldp x0, x1, [%2]; mov x2, %0; mov x3, %1; caspal x0, x1, x2, x3, [%2]")
STORE(compare_in_vain, "ldr x0, [%2]; mvn x0, x0; casal x0, %0, [%2]")
STORE(memory_copy, "mov x0, #64; cpyp [%2]!, [%3]!, x0!; cpym [%2]!, [%3]!, x0!;"
		   "cpye [%2]!, [%3]!, x0!")
STORE(memory_set, "mov x0, #64; setp [%2]!, x0!, %0; setm [%2]!, x0!, %0; sete [%2]!, x0!, %0")
STORE(zero_block, "dc zva, %2")

static void repeat_first(uint8_t *value)
{
	memset(value, *value, STORE_PLACE);
}

static void zeroes(uint8_t *value)
{
	memset(value, 0, STORE_PLACE);
}

/* MOV W0, number; RET */
static void make_code(uint8_t *value)
{
	uint32_t insns[2] = { MOVZ_W0 | (uint32_t)value[1] << MOVZ_SHIFT, RET };

	memcpy(value, insns, sizeof(insns));
}

/*
 * Written, executed, and spoilt if it was not the new code that was executed. Not executed if
 * the write is lost already, nor over what is no code: what comes back then must not crash.
 */
static void code(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	uint32_t insn, last;

	(void)scratch;
	memcpy(&last, to + sizeof(insn), sizeof(last));
	memcpy(to, value, CODE_SIZE);
	cache_sync_code(to, CODE_SIZE);
	memcpy(&insn, value, sizeof(insn));
	if (last != RET || memcmp(to, value, CODE_SIZE))
		return;
	if (((uint32_t(*)(void))(uintptr_t)to)() != (insn & ~MOVZ_W0) >> MOVZ_SHIFT)
		memset(to, 0, CODE_SIZE);
}

static bool has_lse(void)
{
	return FEATURE_LSE;
}

static bool has_mops(void)
{
	return FEATURE_MOPS;
}

#define DCZID_64_BYTES 4 /* as a power of two of words */

static bool zeroes_64_bytes(void)
{
	return sysreg_read(dczid_el0) == DCZID_64_BYTES;
}

const struct store_kind stores_arch[] = {
	{ "STP", .offset = 3, .size = 16, .store = pair },
	{ "STP with write-back", .offset = 8, .size = 16, .store = pair_written_back },
	{ "STNP", .offset = 16, .size = 16, .store = non_temporal },
	{ "STLR", .offset = 8, .size = 8, .store = release },
	{ "STR of a vector", .offset = 5, .size = 16, .store = vector },
	{ "STP of vectors", .offset = 16, .size = 32, .store = vector_pair },
	{ "ST2", .offset = 8, .size = 32, .store = vectors_interleaved },
	{ "ST1 of 4 vectors", .offset = 0, .size = 64, .store = vectors_4 },
	{ "ST1 of an element", .offset = 12, .size = 4, .store = element },
	{ "STXR", .offset = 4, .size = 4, .store = exclusive },
	{ "STLXP", .offset = 16, .size = 16, .store = exclusive_pair },
	{ "STXR in vain", .offset = 8, .size = 8, .keeps = true, .store = exclusive_in_vain },
	{ "LDADD", .offset = 8, .size = 8, .there = has_lse, .store = add },
	{ "STCLR and STSET", .offset = 4, .size = 4, .there = has_lse, .store = bits },
	{ "SWPAL", .offset = 24, .size = 8, .there = has_lse, .store = swap },
	{ "CASAL", .offset = 8, .size = 8, .there = has_lse, .store = compare },
	{ "CASPAL", .offset = 16, .size = 16, .there = has_lse, .store = compare_pair },
	{ "CASAL in vain", .offset = 8, .size = 8, .keeps = true, .there = has_lse,
	  .store = compare_in_vain },
	{ "CPYP, CPYM and CPYE", .size = STORE_PLACE, .there = has_mops, .store = memory_copy },
	{ "SETP, SETM and SETE", .size = STORE_PLACE, .there = has_mops, .shape = repeat_first,
	  .store = memory_set },
	{ "DC ZVA", .size = STORE_PLACE, .there = zeroes_64_bytes, .shape = zeroes,
	  .store = zero_block },
	{ "code that is executed", .offset = 4, .size = CODE_SIZE, .shape = make_code,
	  .store = code },
	{ "STP over a border", .offset = HALF - 3, .size = 16, .across = true, .store = pair },
	{ "STR of a vector over a border", .offset = HALF - 9, .size = 16, .across = true,
	  .store = vector },
	{ "ST1 of 4 vectors over a border", .size = 64, .across = true, .store = vectors_4 },
};

const unsigned int stores_arch_count = ARRAY_SIZE(stores_arch);
