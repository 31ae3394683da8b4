/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bits.h>
#include <dt.h>
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

static int or_none(int node)
{
	return node < 0 ? DT_NONE : node;
}

int dt_find(int after, const char *compatible)
{
	return or_none(fdt_node_offset_by_compatible(tree(), after, compatible));
}

int dt_path(const char *path)
{
	return or_none(fdt_path_offset(tree(), path));
}

bool dt_is(int node, const char *compatible)
{
	return node >= 0 && !fdt_node_check_compatible(tree(), node, compatible);
}

static bool is_disabled(int node)
{
	const char *status = dt_string(node, "status");

	return status && strcmp(status, "okay") && strcmp(status, "ok");
}

static int skip_disabled(int node)
{
	while (node >= 0 && is_disabled(node))
		node = fdt_next_subnode(tree(), node);
	return or_none(node);
}

int dt_first_child(int parent)
{
	return parent < 0 ? DT_NONE : skip_disabled(fdt_first_subnode(tree(), parent));
}

int dt_next_child(int child)
{
	return child < 0 ? DT_NONE : skip_disabled(fdt_next_subnode(tree(), child));
}

int dt_parent(int node)
{
	return node < 0 ? DT_NONE : or_none(fdt_parent_offset(tree(), node));
}

const char *dt_name(int node)
{
	return node < 0 ? "" : fdt_get_name(tree(), node, NULL);
}

const void *dt_bytes(int node, const char *property, unsigned int *size)
{
	int length;
	const void *bytes = node < 0 ? NULL : fdt_getprop(tree(), node, property, &length);

	*size = bytes ? length : 0;
	return bytes;
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
	unsigned int address_cells = fdt_address_cells(tree(), bus);
	unsigned int size_cells = fdt_size_cells(tree(), bus);
	unsigned int first = index * (address_cells + size_cells);

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

/* Options of the port may follow behind a colon. */
int dt_stdout(void)
{
	const char *path = dt_string(dt_path("/chosen"), "stdout-path");

	return path ? or_none(fdt_path_offset_namelen(tree(), path, strcspn(path, ":"))) : DT_NONE;
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
	struct memory_range range;
	unsigned int count = 0;

	for (int node = dt_first_child(0); node >= 0; node = dt_next_child(node)) {
		const char *type = dt_string(node, "device_type");

		if (!type || strcmp(type, "memory"))
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
	unsigned int listed = fdt_num_mem_rsv(tree());
	int node;

	if (!index) {
		*range = (struct memory_range){ (uintptr_t)tree(), fdt_totalsize(tree()) };
		return true;
	}
	if (--index < listed)
		return !fdt_get_mem_rsv(tree(), index, &range->start, &range->size);
	index -= listed;
	node = dt_first_child(dt_path("/reserved-memory"));
	while (node >= 0 && (!fdt_getprop(tree(), node, "reg", NULL) || index--))
		node = dt_next_child(node);
	return node >= 0 && dt_reg(node, 0, &range->start, &range->size);
}
