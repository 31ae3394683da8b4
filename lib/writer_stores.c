/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of stores that the compiler knows, and those that the library makes. */
#include <atomic.h>
#include <irq.h>
#include <smp.h>
#include <string.h>
#include <util.h>
#include <writer.h>

#define HALF (STORE_PLACE / 2)

struct word2 {
	uint16_t value;
} __attribute__((packed));

struct word4 {
	uint32_t value;
} __attribute__((packed));

struct word8 {
	uint64_t value;
} __attribute__((packed));

static void store_1(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	*(volatile uint8_t *)to = *value;
}

static void store_2(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	((volatile struct word2 *)to)->value = ((const struct word2 *)value)->value;
}

static void store_4(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	((volatile struct word4 *)to)->value = ((const struct word4 *)value)->value;
}

static uint64_t word(const uint8_t *at)
{
	return ((const struct word8 *)at)->value;
}

static void store_8(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	((volatile struct word8 *)to)->value = word(value);
}

static void add_8(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	atomic_add((uint64_t *)to, word(value) - word(to));
}

static void or_4(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	uint32_t *word = (uint32_t *)to;

	(void)scratch;
	atomic_and(word, 0);
	atomic_or(word, *(const uint32_t *)value);
}

static void exchange_8(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	atomic_xchg((uint64_t *)to, word(value));
}

static void compare_and_swap(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	(void)atomic_cmpxchg((uint64_t *)to, word(to), word(value));
}

static void compare_and_swap_1(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	(void)atomic_cmpxchg(to, *to, *value);
}

static void compare_in_vain(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	(void)atomic_cmpxchg((uint64_t *)to, ~word(to), word(value));
}

static void copy(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	(void)scratch;
	memcpy(to, value, STORE_PLACE);
}

struct errand {
	const struct cpu *cpu;
	uint64_t *to;
	uint64_t value;
	bool done;
};

/* The handlers of all CPUs are called for the interrupt of each. */
static void in_handler(const struct irq *irq, void *context)
{
	volatile struct errand *errand = context;

	(void)irq;
	if (errand->cpu != this_cpu())
		return;
	*errand->to = errand->value;
	errand->done = true;
}

static void from_handler(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	volatile struct errand *errand = (void *)scratch;

	*errand = (struct errand){ this_cpu(), (uint64_t *)to, word(value), false };
	irq_register(IRQ_IPI, in_handler, scratch);
	smp_ipi(smp_id());
	while (!errand->done)
		cpu_relax();
	irq_unregister(IRQ_IPI, in_handler, scratch);
}

const struct store_kind stores_common[] = {
	{ "store of a byte", .offset = 5, .size = 1, .store = store_1 },
	{ "store of 2 bytes", .offset = 6, .size = 2, .store = store_2 },
	{ "store of 4 bytes", .offset = 12, .size = 4, .store = store_4 },
	{ "store of 8 bytes", .offset = 24, .size = 8, .store = store_8 },
	{ "unaligned store of 8 bytes", .offset = 13, .size = 8, .store = store_8 },
	{ "atomic addition", .offset = 8, .size = 8, .store = add_8 },
	{ "atomic AND and OR", .offset = 4, .size = 4, .store = or_4 },
	{ "atomic exchange", .offset = 16, .size = 8, .store = exchange_8 },
	{ "compare and swap", .offset = 8, .size = 8, .store = compare_and_swap },
	{ "compare and swap of a byte", .offset = 9, .size = 1, .store = compare_and_swap_1 },
	{ "compare and swap in vain", .offset = 8, .size = 8, .keeps = true,
	  .store = compare_in_vain },
	{ "copy of 64 bytes", .offset = 0, .size = STORE_PLACE, .store = copy },
	{ "store of an interrupt handler", .offset = 8, .size = 8, .store = from_handler },
	{ "store of 2 bytes over a border", .offset = HALF - 1, .size = 2, .across = true,
	  .store = store_2 },
	{ "store of 4 bytes over a border", .offset = HALF - 1, .size = 4, .across = true,
	  .store = store_4 },
	{ "store of 8 bytes over a border", .offset = HALF - 5, .size = 8, .across = true,
	  .store = store_8 },
	{ "copy of 64 bytes over a border", .offset = 0, .size = STORE_PLACE, .across = true,
	  .store = copy },
};

const unsigned int stores_common_count = ARRAY_SIZE(stores_common);
