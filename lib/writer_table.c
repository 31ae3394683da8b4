/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page that is written is the table, and one of its entries is used, with others around
 * it that lead nowhere. It is made by one store of the kind, and changed by the CPU in the
 * next, many stores later: so the page is clean again by then if a migration is under way.
 */
#include <string.h>
#include <writer.h>
#include <writer_table.h>

#define ENTRIES (STORE_PLACE / sizeof(uint64_t))

void table_shape(uint8_t *value)
{
	uint64_t entries[ENTRIES];

	memcpy(entries, value, sizeof(entries));
	for (unsigned int i = 0; i < ENTRIES; i++)
		entries[i] = i == TABLE_USED ? table_fresh(entries[i]) : table_unused(entries[i]);
	memcpy(value, entries, sizeof(entries));
}

void table_again(uint8_t *value)
{
	uint64_t *entry = (uint64_t *)value + TABLE_USED;

	*entry = table_changed(*entry);
}

/* What is there is what the first store has left, but for the very first time. */
void table_store(uint8_t *to, const uint8_t *value, uint8_t *scratch)
{
	uint64_t entries[ENTRIES], entry;

	(void)scratch;
	memcpy(entries, value, sizeof(entries));
	entry = table_fresh(entries[TABLE_USED]);
	if (entries[TABLE_USED] == entry) {
		memcpy(to, entries, sizeof(entries));
		return;
	}
	entries[TABLE_USED] = entry;
	if (memcmp(to, entries, sizeof(entries)))
		memcpy(to, entries, sizeof(entries));
	table_use((uint64_t *)to + TABLE_USED);
}
