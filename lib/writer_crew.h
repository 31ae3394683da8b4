/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All CPUs write while the guest migrates: each of them many pages, and few, by writers of
 * its own.
 */
#ifndef WRITER_CREW_H
#define WRITER_CREW_H

#include <control.h>
#include <writer.h>

#define MEGABYTE_PAGES (0x100000 / PAGE_SIZE)

/* So many pages, shared out to the CPUs. */
void crew_init(uint64_t pages, enum writer_order order);
void crew_begin(void);
/* A part of what the CPU that began has to do, between two looks at something else. */
void crew_write(void);
void crew_stop(void);

/* They write, the guest migrates, they stop. */
void crew_hop(const char *mode, struct migration *migration);

/* As often as the argument hops= says, or twice, once on a slow host; each time a look at all. */
void crew_hop_often(const char *mode);
/*
 * They write while the guest tries to migrate in a way that must fail. After that all is as if
 * nothing had been, and the next migration succeeds.
 */
void crew_fail(const char *mode);

/* All CPUs look at what they have written; fails the case and is false if anything is lost. */
bool crew_check(void);
/* Each CPU does so many parts; without anything beside. */
void crew_write_parts(unsigned int parts);

uint64_t crew_stores(void); /* done */

#endif
