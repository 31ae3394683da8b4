/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device tree. A node is a number that stays good while the machine runs;
 * DT_NONE is no node, and every question about it is answered with nothing.
 */
#ifndef DT_H
#define DT_H

#include <stdbool.h>
#include <stdint.h>

struct memory_range;

enum { DT_START = -1, DT_NONE = -1 };

/* Where the loader put it: set before anything else is asked. */
extern const void *device_tree;

bool dt_present(void);

/* The next node behind `after` in the tree that is compatible; DT_START for the first. */
int dt_find(int after, const char *compatible);
int dt_path(const char *path);
bool dt_is(int node, const char *compatible);

/* Children, without those that are disabled. */
int dt_first_child(int parent);
int dt_next_child(int child);
int dt_parent(int node);
const char *dt_name(int node);

/* Values of a property; NULL or false if there is none, or if it is shorter. */
const char *dt_string(int node, const char *property);
bool dt_u32(int node, const char *property, unsigned int index, uint32_t *value);
const void *dt_bytes(int node, const char *property, unsigned int *size);

/* `cells` cells of 32 bits from the given one on, as one number. */
bool dt_cells(int node, const char *property, unsigned int first, unsigned int cells,
	      uint64_t *value);

/* One entry of "reg", by the cell counts of the parent. size may be NULL. */
bool dt_reg(int node, unsigned int index, uint64_t *address, uint64_t *size);

/* One entry of "interrupts" of a GIC with three cells: its INTID. */
bool dt_interrupt(int node, unsigned int index, unsigned int *intid);

/* /chosen/stdout-path, an alias or a path */
int dt_stdout(void);

/* CPUs that can be used; DT_START for the first. */
int dt_next_cpu(int after);

/* RAM, ascending; and what of it is not ours: the tree itself, reservations. */
unsigned int dt_memory(struct memory_range *ranges, unsigned int max);
bool dt_reserved(unsigned int index, struct memory_range *range);

#endif
