/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bits.h>
#include <dt.h>
#include <dt_walk.h>
#include <endian.h>
#include <libfdt.h>
#include <machine.h>
#include <string.h>

#define CELL 4

const void *device_tree;

static const void *tree(void)
{
	return device_tree;
}

bool dt_present(void)
{
	return tree() && !fdt_check_header(tree());
}

static bool lists(const char *list, unsigned int length, const char *wanted)
{
	const char *end = list + length;

	for (; list < end; list += strlen(list) + 1) {
		if (!strcmp(list, wanted))
			return true;
	}
	return false;
}

/* Is it the property of this name? Most of them differ in their first letter. */
static bool is_property(const struct dt_walk *walk, const char *name)
{
	return *walk->name == *name && !strcmp(walk->name, name);
}

/*
 * The node that was found last, above, and the one that it is in, below: what somebody has just
 * looked for he is likely to ask about. One number, since several CPUs may look.
 */
static uint64_t last_found;

static int found(const struct dt_walk *walk)
{
	int node = dt_walk_node(walk);

	if (walk->depth)
		last_found = (uint64_t)node << 32 | walk->path[walk->depth - 1];
	return node;
}

int dt_find(int after, const char *compatible)
{
	struct dt_walk walk;
	enum dt_token token;

	dt_walk_begin(&walk, tree());
	while ((token = dt_walk_next(&walk)) != DT_END) {
		if (token == DT_PROPERTY && dt_walk_node(&walk) > after &&
		    is_property(&walk, "compatible") && lists(walk.value, walk.length, compatible))
			return found(&walk);
	}
	return DT_NONE;
}

/* The first name of a path. A colon ends it as well: behind it a console has its options. */
static size_t name_length(const char *path)
{
	size_t length = 0;

	while (path[length] && path[length] != '/' && path[length] != ':')
		length++;
	return length;
}

/* The unit address behind the @ may be left out of a path. */
static bool is_named(const char *name, const char *wanted, size_t length)
{
	return !strncmp(name, wanted, length) && (!name[length] || name[length] == '@');
}

int dt_path(const char *path)
{
	struct dt_walk walk;
	enum dt_token token;
	int matched = 0; /* depth of what matches so far */
	size_t length;

	if (*path != '/')
		path = dt_string(dt_path("/aliases"), path);
	if (!path)
		return DT_NONE;
	length = name_length(++path);
	dt_walk_begin(&walk, tree());
	while ((token = dt_walk_next(&walk)) != DT_END) {
		if (token == DT_NODE && walk.depth <= matched && dt_walk_node(&walk))
			break; /* behind the last that matched */
		if (token != DT_NODE || walk.depth != matched + 1 ||
		    !is_named(walk.name, path, length))
			continue;
		path += length;
		matched++;
		if (*path != '/')
			return found(&walk);
		length = name_length(++path);
	}
	return DT_NONE;
}

bool dt_is(int node, const char *compatible)
{
	unsigned int size;
	const char *list = dt_bytes(node, "compatible", &size);

	return lists(list, size, compatible);
}

static bool is_disabled(int node)
{
	const char *status = dt_string(node, "status");

	return status && strcmp(status, "okay") && strcmp(status, "ok");
}

/*
 * The next node at a depth relative to the one that the walk has entered: 1 for
 * its children, 0 for what comes behind it on the same bus.
 */
static int next_at(struct dt_walk *walk, int depth)
{
	enum dt_token token;

	while ((token = dt_walk_next(walk)) != DT_END) {
		if (token != DT_NODE || walk->depth > depth)
			continue;
		if (walk->depth < depth)
			break;
		if (!is_disabled(dt_walk_node(walk)))
			return dt_walk_node(walk);
	}
	return DT_NONE;
}

static int next_from(int node, int depth)
{
	struct dt_walk walk;

	if (node < 0)
		return DT_NONE;
	dt_walk_begin(&walk, tree());
	dt_walk_enter(&walk, node);
	return next_at(&walk, depth);
}

int dt_first_child(int parent)
{
	return next_from(parent, 1);
}

int dt_next_child(int child)
{
	return next_from(child, 0);
}

int dt_parent(int node)
{
	uint64_t last = last_found;
	struct dt_walk walk;
	enum dt_token token;

	if (last && (int)(last >> 32) == node)
		return (int)last;
	dt_walk_begin(&walk, tree());
	while ((token = dt_walk_next(&walk)) != DT_END) {
		if (token == DT_NODE && walk.depth && dt_walk_node(&walk) == node)
			return walk.path[walk.depth - 1];
	}
	return DT_NONE;
}

const char *dt_name(int node)
{
	return node < 0 ? "" : fdt_get_name(tree(), node, NULL);
}

const void *dt_bytes(int node, const char *property, unsigned int *size)
{
	struct dt_walk walk;

	*size = 0;
	if (node < 0)
		return NULL;
	dt_walk_begin(&walk, tree());
	dt_walk_enter(&walk, node);
	while (dt_walk_next(&walk) == DT_PROPERTY) {
		if (is_property(&walk, property)) {
			*size = walk.length;
			return walk.value;
		}
	}
	return NULL;
}

const char *dt_string(int node, const char *property)
{
	unsigned int size;
	const char *text = dt_bytes(node, property, &size);

	return size && !text[size - 1] ? text : NULL;
}

bool dt_cells(int node, const char *property, unsigned int first, unsigned int cells,
	      uint64_t *value)
{
	unsigned int size;
	const char *bytes = dt_bytes(node, property, &size);

	if (size < (first + cells) * CELL)
		return false;
	*value = 0;
	for (unsigned int i = 0; i < cells; i++)
		*value = *value << 32 | load_be32(bytes + (first + i) * CELL);
	return true;
}

bool dt_u32(int node, const char *property, unsigned int index, uint32_t *value)
{
	uint64_t cell;

	if (!dt_cells(node, property, index, 1, &cell))
		return false;
	*value = cell;
	return true;
}

bool dt_reg(int node, unsigned int index, uint64_t *address, uint64_t *size)
{
	int bus = dt_parent(node);
	uint32_t address_cells = 2, size_cells = 1, first; /* where the bus does not say */

	dt_u32(bus, "#address-cells", 0, &address_cells);
	dt_u32(bus, "#size-cells", 0, &size_cells);
	first = index * (address_cells + size_cells);
	return dt_cells(node, "reg", first, address_cells, address) &&
	       (!size || dt_cells(node, "reg", first + address_cells, size_cells, size));
}

/* Kind, number, trigger; SPIs are counted from 32 on, PPIs from 16. */
bool dt_interrupt(int node, unsigned int index, unsigned int *intid)
{
	enum { CELLS = 3, KIND_PPI = 1 };
	uint32_t kind, number;

	if (!dt_u32(node, "interrupts", index * CELLS, &kind) ||
	    !dt_u32(node, "interrupts", index * CELLS + 1, &number))
		return false;
	*intid = number + (kind == KIND_PPI ? 16 : 32);
	return true;
}

int dt_stdout(void)
{
	const char *wanted = dt_string(dt_path("/chosen"), "stdout-path");
	char alias[128];

	if (!wanted || *wanted == '/')
		return wanted ? dt_path(wanted) : DT_NONE;
	strlcpy(alias, wanted, sizeof(alias));
	alias[strcspn(alias, ":")] = '\0';
	return dt_path(alias);
}

static bool is_cpu(int node)
{
	const char *type = dt_string(node, "device_type");

	return type && !strcmp(type, "cpu");
}

int dt_next_cpu(int after)
{
	int node = after == DT_START ? dt_first_child(dt_path("/cpus")) : dt_next_child(after);

	while (node >= 0 && !is_cpu(node))
		node = dt_next_child(node);
	return node;
}

static void insert_sorted(struct memory_range *ranges, unsigned int count,
			  struct memory_range range)
{
	while (count && ranges[count - 1].start > range.start) {
		ranges[count] = ranges[count - 1];
		count--;
	}
	ranges[count] = range;
}

unsigned int dt_memory(struct memory_range *ranges, unsigned int max)
{
	struct dt_walk walk;
	enum dt_token token;
	struct memory_range range;
	unsigned int count = 0;

	dt_walk_begin(&walk, tree());
	while ((token = dt_walk_next(&walk)) != DT_END) {
		int node = dt_walk_node(&walk);

		if (token != DT_PROPERTY || !is_property(&walk, "device_type") ||
		    strcmp(walk.value, "memory") || is_disabled(found(&walk)))
			continue;
		for (unsigned int i = 0; count < max && dt_reg(node, i, &range.start, &range.size);
		     i++)
			insert_sorted(ranges, count++, range);
	}
	return count;
}

/* First the tree, then its list of reservations, then the children of /reserved-memory. */
bool dt_reserved(unsigned int index, struct memory_range *range)
{
	const struct fdt_reserve_entry *listed =
		(const void *)((const char *)tree() + fdt_off_mem_rsvmap(tree()));
	unsigned int size;
	int node;

	if (!index) {
		*range = (struct memory_range){ (uintptr_t)tree(), fdt_totalsize(tree()) };
		return true;
	}
	for (; listed->address || listed->size; listed++) {
		if (--index)
			continue;
		range->start = load_be64(&listed->address);
		range->size = load_be64(&listed->size);
		return true;
	}
	node = dt_first_child(dt_path("/reserved-memory"));
	while (node >= 0 && (!dt_bytes(node, "reg", &size) || --index))
		node = dt_next_child(node);
	return node >= 0 && dt_reg(node, 0, &range->start, &range->size);
}
