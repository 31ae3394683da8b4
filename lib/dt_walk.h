/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One pass over a device tree, token by token.
 *
 * libfdt verifies each step that it takes, and finding the parent of a node is
 * two walks over all nodes before it. Looking up what every boot needs that way
 * is dearer than all the rest of the boot, so searches are done by this.
 */
#ifndef DT_WALK_H
#define DT_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DT_MAX_DEPTH 16

enum dt_token { DT_NODE, DT_PROPERTY, DT_END };

struct dt_walk {
	const char *structure, *strings;
	const char *at;		/* the next token */
	int depth;		/* of the current node; that of the root is 0 */
	int path[DT_MAX_DEPTH]; /* offsets from the root to the current node */
	const char *name;	/* of the node or the property */
	const void *value;	/* of the property */
	uint32_t length;
};

void dt_walk_begin(struct dt_walk *walk, const void *tree);
/*
 * The next tokens are the properties of this node, whose depth counts as 0, and
 * so on to the end of the node above it, which is the end of the walk.
 */
void dt_walk_enter(struct dt_walk *walk, int node);
enum dt_token dt_walk_next(struct dt_walk *walk);

static inline int dt_walk_node(const struct dt_walk *walk)
{
	return walk->path[walk->depth];
}

#endif
