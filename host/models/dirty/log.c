/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "../abi/check.h"
#include "../abi/memory.h"
#include "dirty.h"

#define BITS (8 * sizeof(unsigned long))

/*
 * Where a small guest has its data. Its code is below, its stacks and its tables are above:
 * without these it could not tell what else it lost.
 */
#define FIRST_PAGE (4ul << (20 - LOG_PAGE_SHIFT))
#define END_PAGE   (64ul << (20 - LOG_PAGE_SHIFT))

static enum { FAULT_NONE, FAULT_LOST_BIT, FAULT_CLEARED_UNREAD } chosen;
static unsigned long every = 1, occasions;

static unsigned long *word_of(uint64_t page)
{
	const struct log_blocks *blocks = ram_list.log[LOG_OF_MIGRATION];

	return &blocks->block[page / LOG_BLOCK_PAGES][page % LOG_BLOCK_PAGES / BITS];
}

/* One bit of so many is not there when the migration looks. */
static void lose_bits(uint64_t first, uint64_t count)
{
	for (uint64_t page = first; page < first + count; page++) {
		unsigned long bit = 1ul << page % BITS, *word = word_of(page);

		if (!(__atomic_load_n(word, __ATOMIC_SEQ_CST) & bit))
			continue;
		if (++occasions % every == 0)
			__atomic_and_fetch(word, ~bit, __ATOMIC_SEQ_CST);
	}
}

static void clear_unread(uint64_t first, uint64_t count)
{
	if (++occasions % every == 0)
		cpu_physical_memory_test_and_clear_dirty(first << LOG_PAGE_SHIFT,
							 count << LOG_PAGE_SHIFT, LOG_OF_MIGRATION);
}

/* QEMU's own answer for a page must be what is seen here, before and after. */
static void check_layout(uint64_t page)
{
	unsigned long bit = 1ul << page % BITS, *word = word_of(page);
	bool before = *word & bit;
	bool answer = cpu_physical_memory_test_and_clear_dirty(
		page << LOG_PAGE_SHIFT, 1 << LOG_PAGE_SHIFT, LOG_OF_MIGRATION);

	if (answer != before || *word & bit)
		check_refuse("dirty", "its log of dirty pages has another layout");
	__atomic_or_fetch(word, bit, __ATOMIC_SEQ_CST);
	if (!cpu_physical_memory_test_and_clear_dirty(page << LOG_PAGE_SHIFT, 1 << LOG_PAGE_SHIFT,
						      LOG_OF_MIGRATION))
		check_refuse("dirty", "its log of dirty pages has another layout");
	if (before)
		__atomic_or_fetch(word, bit, __ATOMIC_SEQ_CST);
}

static void log_sync(struct memory_listener *self, struct memory_section *section)
{
	static bool checked;
	uint64_t block = memory_region_get_ram_addr(section->region) >> LOG_PAGE_SHIFT;
	uint64_t first = block + (section->region_offset >> LOG_PAGE_SHIFT);
	uint64_t last = first + (section->size[0] >> LOG_PAGE_SHIFT), count;

	(void)self;
	if (!checked)
		check_layout(first);
	checked = true;
	if (first < block + FIRST_PAGE)
		first = block + FIRST_PAGE;
	if (last > block + END_PAGE)
		last = block + END_PAGE;
	count = last > first ? last - first : 0;
	if (chosen == FAULT_LOST_BIT)
		lose_bits(first, count);
	else if (chosen == FAULT_CLEARED_UNREAD && count)
		clear_unread(first, count);
}

const char *log_check(void)
{
	static const void *const wanted[] = {
		(const void *)&memory_listener_register,
		(const void *)&memory_region_get_ram_addr,
		(const void *)&address_space_memory,
		(const void *)&ram_list,
		(const void *)&cpu_physical_memory_test_and_clear_dirty,
		(const void *)&qemu_plugin_register_vcpu_init_cb,
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (!wanted[i])
			return "it exports no log of dirty pages";
	}
	return NULL;
}

void log_listen(void)
{
	static struct memory_listener listener = { .log_sync = log_sync,
						   .name = "hostproof-dirty" };
	static bool listening;

	if (!listening)
		memory_listener_register(&listener, address_space_memory);
	listening = true;
}

static const char *parse_every(const char *text)
{
	static const char word[] = "every=";
	char *end;

	if (strncmp(text, word, strlen(word)))
		return "a fault is written NAME or NAME:every=N";
	every = strtoul(text + strlen(word), &end, 10);
	return every && !*end ? NULL : "every= takes a number from 1";
}

const char *log_choose(const char *text)
{
	static const char *const names[] = { "lost-bit", "cleared-unread" };
	size_t length = strcspn(text, ":");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i]) == length && !strncmp(names[i], text, length))
			chosen = FAULT_LOST_BIT + i;
	}
	if (chosen == FAULT_NONE)
		return "there is no such fault";
	return text[length] ? parse_every(text + length + 1) : NULL;
}
