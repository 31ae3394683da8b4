/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A flat Image into memory, and the first CPU to its first byte. */
#include <string.h>

#include "../file.h"
#include "../say.h"
#include "virt.h"

/* At the start of the file, as Linux defined it. */
struct header {
	uint32_t code[2];
	uint64_t offset; /* from a multiple of 2 MiB */
	uint64_t size;	 /* in memory */
	uint64_t flags;
	uint64_t reserved[3];
	char magic[4];
	uint32_t more;
};

static const char magic[] = { 'A', 'R', 'M', 'd' };

void machine_load(struct vm *vm, const struct options *options)
{
	uint64_t tree = (MEMORY + options->memory - TREE_SIZE) & ~(TREE_SIZE - 1), entry, size;
	const struct header *header;
	struct file file;

	file_open(&file, options->image);
	header = (const void *)file.bytes;
	if (!file_has(&file, 0, sizeof(*header)) ||
	    memcmp(header->magic, magic, sizeof(magic)) != 0)
		die("%s is no Image for arm64", file.name);
	entry = MEMORY + header->offset;
	size = header->size > file.size ? header->size : file.size;
	if (options->memory < TREE_SIZE || size > tree - MEMORY ||
	    header->offset > tree - MEMORY - size)
		die("%s: %llu KiB and a device tree do not fit into %llu MiB of memory", file.name,
		    (unsigned long long)((header->offset + size) / 1024),
		    (unsigned long long)(options->memory / MIB));
	memcpy(vm_at(vm, entry, size), file.bytes, file.size);
	file_close(&file);
	tree_create(vm, options, tree);
	cpu_set_register(&vm->cpus[0], CORE_REGISTER(regs.regs[0]), tree);
	cpu_set_register(&vm->cpus[0], CORE_REGISTER(regs.pc), entry);
}
