/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries of page tables that the CPU itself changes in memory: it notes an access, or makes
 * an entry invalid. A host that looks for stores of programs does not see that. QEMU does not
 * see it on arm: there it is no kind of store that writers have, see common/dirty_tables.c.
 */
#ifndef WRITER_TABLE_H
#define WRITER_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#define TABLE_USED 4 /* of the entries in a place, which is the only one that leads anywhere */

/* A kind of store: as in writer.h. */
void table_shape(uint8_t *value);
void table_again(uint8_t *value);
void table_store(uint8_t *to, const uint8_t *value, uint8_t *scratch);

/*
 * From lib/ARCH/writer_table.c. Where an entry leaves bits to programs they are as given.
 */
bool table_changes(void);		/* this CPU does such a thing */
void table_prepare(void);		/* on one CPU for all, before the first is used */
uint64_t table_fresh(uint64_t bits);	/* an entry as a program makes it */
uint64_t table_changed(uint64_t entry); /* as the CPU leaves it then */
uint64_t table_unused(uint64_t bits);	/* one that leads nowhere */
void table_use(uint64_t *entry);	/* lets the CPU change this one */

#endif
