/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <lowcore.h>
#include <string.h>
#include <util.h>
#include <writer.h>
#include <writer_table.h>

#define HALF	  (STORE_PLACE / 2)
#define CODE_SIZE 6
#define LHI_R2	  0xa728u /* with 16 bits of data */
#define BR_R14	  0x07feu

/* Two access registers, which the compiler leaves alone. */
uint64_t store_count(void)
{
	uint64_t high, low;

	__asm__ volatile("ear %0,%%a4\n"
			 "	ear %1,%%a5"
			 : "=d"(high), "=d"(low));
	return high << 32 | (uint32_t)low;
}

void store_count_set(uint64_t count)
{
	__asm__ volatile("sar %%a4,%0\n"
			 "	sar %%a5,%1"
			 :
			 : "d"(count >> 32), "d"(count));
}

/* The value is at %3 and begins in %0 and %1, the place is at %2. */
#define STORE(name, instructions)                                                 \
	static void name(uint8_t *to, const uint8_t *value, uint8_t *scratch)     \
	{                                                                         \
		uint64_t first, second;                                           \
                                                                                  \
		(void)scratch;                                                    \
		__asm__ volatile(".machine push; .machine z13\n"                  \
				 "lg %0,0(%3)\n"                                  \
				 "lg %1,8(%3)\n" instructions "\n"                \
				 ".machine pop"                                   \
				 : "=&d"(first), "=&d"(second)                    \
				 : "a"(to), "a"(value)                            \
				 : "0", "1", "2", "3", "4", "5", "memory", "cc"); \
	}

STORE(move, "mvc 0(64,%2),0(%3)")
STORE(move_inverse, "mvcin 0(8,%2),7(%3); mvc 0(8,%2),0(%3)")
STORE(exclusive_or, "xc 0(8,%2),0(%2); oc 0(8,%2),0(%3)")
STORE(multiple, "lmg %%r0,%%r3,0(%3); stmg %%r0,%%r3,0(%2)")
STORE(characters, "lr %%r0,%0; srlg %%r1,%0,32; stcm %%r1,15,0(%2); stcm %%r0,15,4(%2)")
STORE(reversed, "lrvgr %%r0,%0; strvg %%r0,0(%2)")
STORE(pair, "lgr %%r0,%0; lgr %%r1,%1; stpq %%r0,0(%2)")
STORE(floating, "ld %%f0,0(%3); std %%f0,0(%2)")
STORE(vector, "vl %%v0,0(%3); vst %%v0,0(%2)")
STORE(vectors, "vlm %%v0,%%v3,0(%3); vstm %%v0,%%v3,0(%2)")
STORE(element, "vl %%v0,0(%3); vsteg %%v0,0(%2),0")
STORE(with_length, "vl %%v0,0(%3); lhi %%r0,10; vstl %%v0,%%r0,0(%2)")
STORE(access_registers, "lam %%a6,%%a9,0(%3); stam %%a6,%%a9,0(%2)")
STORE(move_long, "lgr %%r2,%2; lgr %%r4,%3; lghi %%r3,64; lghi %%r5,64; mvcl %%r2,%%r4")
STORE(move_long_extended, "lgr %%r2,%2; lgr %%r4,%3; lghi %%r3,64; lghi %%r5,64;"
			  "0: mvcle %%r2,%%r4,0; jo 0b")
STORE(compare, "lg %%r0,0(%2); csg %%r0,%0,0(%2)")
STORE(compare_double, "lg %%r0,0(%2); lg %%r1,8(%2); lgr %%r4,%0; lgr %%r5,%1;"
		      "cdsg %%r0,%%r4,0(%2)")
STORE(compare_double_in_vain, "lg %%r0,0(%2); lg %%r1,8(%2); xihf %%r0,0xffffffff; lgr %%r4,%0;"
			      "lgr %%r5,%1; cdsg %%r0,%%r4,0(%2)")
STORE(compare_and_purge, "lg %%r0,0(%2); lgr %%r1,%0; lgr %%r2,%2; cspg %%r0,%%r2")
STORE(load_and_add, "lg %%r0,0(%2); lgr %%r1,%0; sgr %%r1,%%r0; laag %%r0,%%r1,0(%2)")
STORE(add_immediate, "xc 0(8,%2),0(%2); agsi 0(%2),101")
STORE(test_and_set, "mvi 0(%2),0; ts 0(%2)")

/* What AGSI and TEST AND SET leave. */
static void one_hundred_and_one(uint8_t *value)
{
	uint64_t number = 101;

	memcpy(value, &number, sizeof(number));
}

static void all_ones(uint8_t *value)
{
	*value = 0xff;
}

/* MOVE PAGE: the page as it is, but for the place. */
static void move_page(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	uint8_t *page = (uint8_t *)((uintptr_t)to & -PAGE_SIZE);

	memcpy(scratch, page, PAGE_SIZE);
	memcpy(scratch + (to - page), value, STORE_PLACE);
	__asm__ volatile("lghi %%r0,0\n"
			 "	mvpg %0,%1"
			 :
			 : "a"(page), "a"(scratch)
			 : "0", "memory", "cc");
}

#define CSST_8_AND_8 0x0301 /* swaps 8 bytes, and stores 8 */

/* What is swapped in, and 16 bytes behind it what is stored, is in a list. */
static void compare_and_store(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	uint64_t *list = (uint64_t *)scratch, old;

	memcpy(&old, to, sizeof(old));
	memcpy(&list[0], value, sizeof(*list));
	memcpy(&list[2], value + sizeof(*list), sizeof(*list));
	__asm__ volatile("lghi %%r0,%2\n"
			 "	lgr %%r1,%3\n"
			 "	csst 0(%1),8(%1),%0"
			 : "+d"(old)
			 : "a"(to), "i"(CSST_8_AND_8), "d"(list)
			 : "0", "1", "memory", "cc");
}

/* LHI 2,number; BR 14 */
static void make_code(uint8_t *value)
{
	uint16_t lhi = LHI_R2, br = BR_R14;

	memcpy(value, &lhi, sizeof(lhi));
	memcpy(value + 4, &br, sizeof(br));
}

/*
 * Written, executed, and spoilt if it was not the new code that was executed. Not executed if
 * the write is lost already, nor over what is no code: what comes back then must not crash.
 */
static void code(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	int16_t number;
	uint16_t last;

	(void)scratch;
	memcpy(&last, to + CODE_SIZE - sizeof(last), sizeof(last));
	memcpy(to, value, CODE_SIZE);
	memcpy(&number, value + 2, sizeof(number));
	__asm__ volatile("bcr 15,0" : : : "memory"); /* serialization */
	if (last != BR_R14 || memcmp(to, value, CODE_SIZE))
		return;
	if (((int (*)(void))(uintptr_t)to)() != number)
		memset(to, 0, CODE_SIZE);
}

static bool has_vector(void)
{
	return has_facility(FACILITY_VECTOR);
}

const struct store_kind stores_arch[] = {
	{ "MVC", .size = STORE_PLACE, .store = move },
	{ "MVCIN and MVC", .offset = 3, .size = 8, .store = move_inverse },
	{ "XC and OC", .offset = 5, .size = 8, .store = exclusive_or },
	{ "STMG", .offset = 8, .size = 32, .store = multiple },
	{ "STCM", .offset = 1, .size = 8, .store = characters },
	{ "STRVG", .offset = 24, .size = 8, .store = reversed },
	{ "STPQ", .offset = 16, .size = 16, .store = pair },
	{ "STD", .offset = 8, .size = 8, .store = floating },
	{ "VST", .offset = 3, .size = 16, .there = has_vector, .store = vector },
	{ "VSTM", .size = STORE_PLACE, .there = has_vector, .store = vectors },
	{ "VSTEG", .offset = 16, .size = 8, .there = has_vector, .store = element },
	{ "VSTL", .offset = 9, .size = 11, .there = has_vector, .store = with_length },
	{ "STAM", .offset = 12, .size = 16, .store = access_registers },
	{ "MVCL", .size = STORE_PLACE, .store = move_long },
	{ "MVCLE", .size = STORE_PLACE, .store = move_long_extended },
	{ "MVPG", .size = STORE_PLACE, .store = move_page },
	{ "CSG", .offset = 8, .size = 8, .store = compare },
	{ "CDSG", .offset = 16, .size = 16, .store = compare_double },
	{ "CDSG in vain", .offset = 16, .size = 16, .keeps = true,
	  .store = compare_double_in_vain },
	{ "CSPG", .offset = 8, .size = 8, .store = compare_and_purge },
	{ "CSST", .offset = 16, .size = 16, .store = compare_and_store },
	{ "LAAG", .offset = 8, .size = 8, .store = load_and_add },
	{ "AGSI", .offset = 8, .size = 8, .shape = one_hundred_and_one, .store = add_immediate },
	{ "TS", .offset = 31, .size = 1, .shape = all_ones, .store = test_and_set },
	{ "page table entry changed by the CPU", .size = STORE_PLACE, .shape = table_shape,
	  .again = table_again, .store = table_store },
	{ "code that is executed", .offset = 2, .size = CODE_SIZE, .shape = make_code,
	  .store = code },
	{ "STMG over a border", .offset = HALF - 12, .size = 32, .across = true,
	  .store = multiple },
	{ "VST over a border", .offset = HALF - 9, .size = 16, .across = true, .there = has_vector,
	  .store = vector },
	{ "MVC over a border", .size = STORE_PLACE, .across = true, .store = move },
	{ "MVCLE over a border", .size = STORE_PLACE, .across = true, .store = move_long_extended },
};

const unsigned int stores_arch_count = ARRAY_SIZE(stores_arch);
