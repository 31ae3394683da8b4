/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <irq.h>
#include <smp.h>
#include <string.h>
#include <util.h>
#include <writer.h>
#include <writer_table.h>

#include "cpu_regs.h"

#define CPUID_BASIC    1
#define CPUID_CX16     (1u << 13)
#define HALF	       (STORE_PLACE / 2)
#define VECTOR	       16
#define LONG_VECTOR    32
#define MOV_EAX	       0xb8 /* with four bytes of data */
#define RET	       0xc3
#define CODE_SIZE      6
#define STACK_ELEMENTS 4

/* Debug register 0 compares nothing as long as DR7 does not say so. */
uint64_t store_count(void)
{
	uint64_t count;

	__asm__ volatile("mov %%dr0, %0" : "=r"(count));
	return count;
}

void store_count_set(uint64_t count)
{
	__asm__ volatile("mov %0, %%dr0" : : "r"(count));
}

#define STORE(name, instructions)                                               \
	static void name(uint8_t *to, const uint8_t *value, uint8_t *scratch)   \
	{                                                                       \
		uint64_t first, second;                                         \
                                                                                \
		(void)scratch;                                                  \
		__asm__ volatile("mov (%3), %0\n"                               \
				 "mov 8(%3), %1\n" instructions                 \
				 : "=&r"(first), "=&r"(second)                  \
				 : "r"(to), "r"(value)                          \
				 : "rax", "rbx", "rcx", "rdx", "memory", "cc"); \
	}

/* The value is in %0 and %1 as well, the place at (%2). */
STORE(vector, "movdqu (%3), %%xmm0; movdqu %%xmm0, (%2)")
STORE(vector_aligned, "movdqu (%3), %%xmm0; movdqa %%xmm0, (%2)")
STORE(vector_halves, "movdqu (%3), %%xmm0; movlps %%xmm0, (%2); movhps %%xmm0, 8(%2)")
STORE(long_vector, "vmovdqu (%3), %%ymm0; vmovdqu %%ymm0, (%2)")
STORE(masked, "movdqu (%3), %%xmm0; pcmpeqd %%xmm1, %%xmm1; mov %%rdi, %%rax; mov %2, %%rdi;"
	      "maskmovdqu %%xmm1, %%xmm0; mov %%rax, %%rdi; sfence")
STORE(x87, "fildll (%3); fistpll (%2)")
STORE(non_temporal, "movnti %0, (%2); movnti %1, 8(%2); sfence")
STORE(non_temporal_vector, "movdqu (%3), %%xmm0; movntdq %%xmm0, (%2); sfence")
STORE(exchange_add, "mov (%2), %%rax; sub %%rax, %0; lock xadd %0, (%2)")
STORE(locked_bits, "movl $0, (%2); mov $31, %%ecx; 1: bt %%ecx, %k0; jnc 2f;"
		   "lock btsl %%ecx, (%2); 2: dec %%ecx; jns 1b")
STORE(compare_16, "mov (%2), %%rax; mov 8(%2), %%rdx; mov %0, %%rbx; mov %1, %%rcx;"
		  "lock cmpxchg16b (%2)")
STORE(compare_16_in_vain, "mov (%2), %%rax; mov 8(%2), %%rdx; not %%rax; mov %0, %%rbx;"
			  "mov %1, %%rcx; lock cmpxchg16b (%2)")
STORE(read_modify_write, "mov (%2), %%rax; xor %%rax, %0; xor %0, (%2)")

static void string_bytes(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	size_t count = STORE_PLACE;

	(void)scratch;
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(value), "+c"(count) : : "memory");
}

static void string_words(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	size_t count = STORE_PLACE / sizeof(uint64_t);

	(void)scratch;
	__asm__ volatile("rep movsq" : "+D"(to), "+S"(value), "+c"(count) : : "memory");
}

static void repeat_first(uint8_t *value)
{
	memset(value, *value, STORE_PLACE);
}

static void string_fill(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	size_t count = STORE_PLACE;

	(void)scratch;
	__asm__ volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(*value) : "memory");
}

/* With interrupts disabled: the stack pointer is where no stack is. */
static void pushed(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	const uint64_t *words = (const uint64_t *)value;
	uint64_t flags, sp;

	(void)scratch;
	__asm__ volatile("pushf; pop %0; cli; mov %%rsp, %1; mov %2, %%rsp\n"
			 "push 24(%3); push 16(%3); push 8(%3); push (%3)\n"
			 "mov %1, %%rsp; push %0; popf"
			 : "=&r"(flags), "=&r"(sp)
			 : "r"(to + STACK_ELEMENTS * sizeof(*words)), "r"(words)
			 : "memory", "cc");
}

#define DESCRIPTOR_ACCESS   5	 /* byte of a descriptor */
#define DESCRIPTOR_DATA	    0x92 /* present, for the kernel, can be written */
#define DESCRIPTOR_ACCESSED 1

static void descriptor(uint8_t *value)
{
	value[DESCRIPTOR_ACCESS] = DESCRIPTOR_DATA;
}

static void descriptor_accessed(uint8_t *value)
{
	value[DESCRIPTOR_ACCESS] |= DESCRIPTOR_ACCESSED;
}

struct table_register {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

/* With interrupts disabled: for a moment the place is the second entry of the table. */
static void load_segment(const uint8_t *to)
{
	struct table_register gdt, here = { .limit = 2 * sizeof(uint64_t) - 1,
					    .base = (uintptr_t)to - sizeof(uint64_t) };
	bool enabled = irq_save();

	__asm__ volatile("sgdt %0\n"
			 "	lgdt %1\n"
			 "	mov %2, %%es\n"
			 "	lgdt %0\n"
			 "	mov %3, %%es"
			 : "=m"(gdt)
			 : "m"(here), "r"(sizeof(uint64_t)), "r"(0)
			 : "memory");
	irq_restore(enabled);
}

/* Made by one store, loaded at the next: then the CPU sets the accessed bit. */
static void segment(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	uint8_t bytes[sizeof(uint64_t)];

	(void)scratch;
	memcpy(bytes, value, sizeof(bytes));
	bytes[DESCRIPTOR_ACCESS] &= ~DESCRIPTOR_ACCESSED;
	if (memcmp(to, bytes, sizeof(bytes)))
		memcpy(to, bytes, sizeof(bytes));
	if (value[DESCRIPTOR_ACCESS] & DESCRIPTOR_ACCESSED)
		load_segment(to);
}

/* MOV EAX, number; RET */
static void make_code(uint8_t *value)
{
	value[0] = MOV_EAX;
	value[CODE_SIZE - 1] = RET;
}

/*
 * Written, executed, and spoilt if it was not the new code that was executed. Not executed if
 * the write is lost already, nor over what is no code: what comes back then must not crash.
 */
static void code(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	uint32_t number, got;
	bool was_code = to[0] == MOV_EAX && to[CODE_SIZE - 1] == RET;

	(void)scratch;
	memcpy(to, value, CODE_SIZE);
	memcpy(&number, value + 1, sizeof(number));
	if (!was_code || memcmp(to, value, CODE_SIZE))
		return;
	__asm__ volatile("call *%1" : "=&a"(got) : "r"(to) : "memory", "cc");
	if (got != number)
		memset(to, 0, CODE_SIZE);
}

static bool has_avx(void)
{
	return cr4_read() & CR4_OSXSAVE && xcr0_read() & XCR0_AVX;
}

static bool has_compare_16(void)
{
	uint32_t a = CPUID_BASIC, b, c, d;

	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	return c & CPUID_CX16;
}

const struct store_kind stores_arch[] = {
	{ "MOVDQU", .offset = 7, .size = VECTOR, .store = vector },
	{ "MOVDQA", .offset = 16, .size = VECTOR, .store = vector_aligned },
	{ "MOVLPS and MOVHPS", .offset = 8, .size = VECTOR, .store = vector_halves },
	{ "VMOVDQU of 32 bytes", .offset = 9, .size = LONG_VECTOR, .there = has_avx,
	  .store = long_vector },
	{ "MASKMOVDQU", .offset = 3, .size = VECTOR, .store = masked },
	{ "FISTP", .offset = 2, .size = 8, .store = x87 },
	{ "MOVNTI", .offset = 16, .size = 16, .store = non_temporal },
	{ "MOVNTDQ", .offset = 32, .size = VECTOR, .store = non_temporal_vector },
	{ "LOCK XADD", .offset = 8, .size = 8, .store = exchange_add },
	{ "LOCK BTS", .offset = 4, .size = 4, .store = locked_bits },
	{ "CMPXCHG16B", .offset = 16, .size = 16, .there = has_compare_16, .store = compare_16 },
	{ "CMPXCHG16B in vain", .offset = 16, .size = 16, .keeps = true, .there = has_compare_16,
	  .store = compare_16_in_vain },
	{ "XOR to memory", .offset = 24, .size = 8, .store = read_modify_write },
	{ "REP MOVSB", .size = STORE_PLACE, .store = string_bytes },
	{ "REP MOVSQ", .size = STORE_PLACE, .store = string_words },
	{ "REP STOSB", .size = STORE_PLACE, .shape = repeat_first, .store = string_fill },
	{ "PUSH", .offset = 8, .size = 32, .store = pushed },
	{ "page table entry changed by the CPU", .size = STORE_PLACE, .shape = table_shape,
	  .again = table_again, .store = table_store },
	{ "accessed bit of a descriptor", .offset = 24, .size = 8, .shape = descriptor,
	  .again = descriptor_accessed, .store = segment },
	{ "code that is executed", .offset = 1, .size = CODE_SIZE, .shape = make_code,
	  .store = code },
	{ "MOVDQU over a border", .offset = HALF - 9, .size = VECTOR, .across = true,
	  .store = vector },
	{ "VMOVDQU over a border", .offset = HALF - 17, .size = LONG_VECTOR, .across = true,
	  .there = has_avx, .store = long_vector },
	{ "LOCK XADD over a border", .offset = HALF - 3, .size = 8, .across = true,
	  .store = exchange_add },
	{ "REP MOVSB over a border", .size = STORE_PLACE, .across = true, .store = string_bytes },
};

const unsigned int stores_arch_count = ARRAY_SIZE(stores_arch);
