/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What models know of QEMU 10.0's memory: listeners, and the log of dirty pages. As with
 * qemu_10_0.h, in our own words, and compared with the running QEMU before use.
 */
#ifndef ABI_QEMU_10_0_MEMORY_H
#define ABI_QEMU_10_0_MEMORY_H

#include "qemu_10_0.h"

/* A part of an address space that shows a part of a region. */
struct memory_section {
	uint64_t size[2]; /* the second word is for 2^64 bytes */
	void *region;
	void *view;
	uint64_t region_offset;
	uint64_t address;
	bool flags[3];
};

_Static_assert(offsetof(struct memory_section, region_offset) == 32, "memory_section");

struct memory_listener {
	void *begin, *commit, *region_add, *region_del, *region_nop, *log_start, *log_stop;
	/* Called for each section before a migration takes what the log says. */
	void (*log_sync)(struct memory_listener *self, struct memory_section *section);
	void *log_sync_global, *log_clear, *log_global_start, *log_global_stop;
	void *log_global_after_sync, *eventfd_add, *eventfd_del, *coalesced_add, *coalesced_del;
	unsigned int priority;
	const char *name;
	void *address_space;
	void *links[4];
};

_Static_assert(offsetof(struct memory_listener, name) == 144, "memory_listener");

void memory_listener_register(struct memory_listener *listener, void *address_space) QEMU_SYMBOL;
uint64_t memory_region_get_ram_addr(void *region) QEMU_SYMBOL;
extern char address_space_memory[] QEMU_SYMBOL;

/* ---- the log: a bit for each page, for each of those who want to know ---- */

#define LOG_PAGE_SHIFT	12
#define LOG_BLOCK_PAGES (256ull * 1024 * 8)

enum log_client { LOG_OF_SCREEN, LOG_OF_CODE, LOG_OF_MIGRATION, LOG_CLIENTS };

struct log_blocks {
	void *later[2];
	unsigned long *block[];
};

/* The beginning of the list of all RAM. */
struct ram_list {
	char mutex[48];
	void *last_used, *first;
	struct log_blocks *log[LOG_CLIENTS];
};

extern struct ram_list ram_list QEMU_SYMBOL;

/* Whether one of the pages was in the log; they are no longer. */
bool cpu_physical_memory_test_and_clear_dirty(uint64_t start, uint64_t length,
					      unsigned int client) QEMU_SYMBOL;

/* ---- plugins ---- */

/* The function is called when a CPU has been made. */
void qemu_plugin_register_vcpu_init_cb(uint64_t id,
				       void (*called)(uint64_t id, unsigned int cpu)) QEMU_SYMBOL;

#endif
