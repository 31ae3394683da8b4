/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <frame.h>
#include <machine.h>
#include <stdio.h>
#include <symbol.h>

#define TABLE_MAGIC 0x68707379u /* "hpsy", see host/image/mkimage.c */
#define MAX_DEPTH   24

struct table {
	uint32_t magic;
	uint32_t size;
	uint32_t count;
	uint32_t names; /* offset of the first name */
	struct symbol {
		uint32_t offset; /* from image_start */
		uint32_t size;
		uint32_t name; /* offset */
	} symbols[];
};

/* The linker leaves an empty header at the end of the image; mkimage fills it in. */
uint32_t symbol_table[4] __attribute__((section("hostproof_symbols"), aligned(16)));

static const struct table *table(void)
{
	const struct table *filled = (const void *)symbol_table;

	__asm__("" : "+r"(filled)); /* the array is longer than its declaration */
	return filled->magic == TABLE_MAGIC ? filled : NULL;
}

uintptr_t symbol_table_end(void)
{
	const struct table *filled = table();

	return (uintptr_t)symbol_table + (filled ? filled->size : sizeof(symbol_table));
}

static const struct symbol *find(const struct table *filled, uintptr_t offset)
{
	const struct symbol *best = NULL;

	for (uint32_t i = 0; i < filled->count && filled->symbols[i].offset <= offset; i++) {
		const struct symbol *symbol = &filled->symbols[i];

		if (!symbol->size || offset < symbol->offset + (uintptr_t)symbol->size)
			best = symbol;
	}
	return best;
}

size_t symbol_format(char *buffer, size_t size, const void *address)
{
	uintptr_t offset = (uintptr_t)address - (uintptr_t)image_start;
	const struct table *filled = table();
	const struct symbol *symbol = NULL;

	if (filled && address >= (void *)text_start && address < (void *)text_end)
		symbol = find(filled, offset);
	if (!symbol)
		return snprintf(buffer, size, "%p", address);
	return snprintf(buffer, size, "%s+%#lx/%#x", (const char *)filled + symbol->name,
			offset - symbol->offset, symbol->size);
}

static bool in_text(uintptr_t pc)
{
	return pc >= (uintptr_t)text_start && pc < (uintptr_t)text_end;
}

void backtrace(const struct frame *frame)
{
	uintptr_t pc, link;

	frame_unwind_start(frame, &pc, &link);
	for (unsigned int depth = 0; depth < MAX_DEPTH; depth++) {
		/* A call may be the last thing in its function: what it returns to is not. */
		printf("#   %#018lx %pS\n", pc, (void *)(depth ? pc - 1 : pc));
		if (!frame_unwind_step(&pc, &link) || !in_text(pc))
			break;
	}
}
