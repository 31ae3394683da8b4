/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INVALIDATE PAGE TABLE ENTRY stores into a table whether it is in use or not. Accesses are
 * noted in storage keys, which are no memory.
 */
#include <arch_page.h>
#include <bits.h>
#include <writer_table.h>

#define ENTRY_INVALID BIT(10)
#define TABLE_SIZE    2048ul

bool table_changes(void)
{
	return true;
}

void table_prepare(void)
{
}

uint64_t table_fresh(uint64_t bits)
{
	return bits & ~ENTRY_INVALID;
}

uint64_t table_changed(uint64_t entry)
{
	return entry | ENTRY_INVALID;
}

uint64_t table_unused(uint64_t bits)
{
	return bits | ENTRY_INVALID;
}

void table_use(uint64_t *entry)
{
	uintptr_t table = (uintptr_t)entry & -TABLE_SIZE;
	uintptr_t index = ((uintptr_t)entry - table) / sizeof(*entry);

	__asm__ volatile("ipte %0,%1" : : "a"(table), "a"(index << PAGE_SHIFT) : "memory");
}
