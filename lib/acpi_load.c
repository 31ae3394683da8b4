/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU makes ACPI tables, but leaves it to the firmware where they go: the file
 * etc/table-loader is a list of commands that place other files, write the address
 * of one into another, and correct checksums.
 */
#include <acpi_load.h>
#include <alloc.h>
#include <bits.h>
#include <fw_cfg.h>
#include <string.h>

#define NAME_SIZE 56
#define MAX_FILES 8

enum { ALLOCATE = 1, ADD_POINTER = 2, ADD_CHECKSUM = 3 };

struct command {
	uint32_t what;
	union {
		struct {
			char file[NAME_SIZE];
			uint32_t align;
			uint8_t zone;
		} __attribute__((packed)) allocate;
		struct {
			char into[NAME_SIZE];
			char to[NAME_SIZE];
			uint32_t offset;
			uint8_t size;
		} __attribute__((packed)) pointer;
		struct {
			char file[NAME_SIZE];
			uint32_t offset;
			uint32_t start;
			uint32_t length;
		} __attribute__((packed)) checksum;
		char all[124];
	};
} __attribute__((packed));

_Static_assert(sizeof(struct command) == 128, "a command has 128 bytes");

static struct placed {
	char name[NAME_SIZE];
	uint8_t *at;
	uint32_t size;
} files[MAX_FILES];

static unsigned int count;

static struct placed *find(const char *name)
{
	for (unsigned int i = 0; i < count; i++) {
		if (!strncmp(files[i].name, name, NAME_SIZE))
			return &files[i];
	}
	return NULL;
}

/* In whole pages, which satisfies any alignment that tables ask for. */
static uint8_t *load(const char *name, uint32_t *size)
{
	uint16_t item;
	uint8_t *at;

	*size = fw_cfg_find(name, &item);
	if (!*size)
		return NULL;
	at = page_keep(align_up(*size, PAGE_SIZE) / PAGE_SIZE);
	fw_cfg_read(item, at, *size);
	return at;
}

static bool allocate(const struct command *command)
{
	struct placed *file = &files[count];

	if (count == MAX_FILES)
		return false;
	memcpy(file->name, command->allocate.file, NAME_SIZE);
	file->at = load(file->name, &file->size);
	count++;
	return file->at;
}

static bool fits(const struct placed *file, uint64_t offset, uint64_t size)
{
	return file && offset <= file->size && size <= file->size - offset;
}

/* The place already holds the distance from the beginning of the file it points to. */
static bool add_pointer(const struct command *command)
{
	struct placed *into = find(command->pointer.into), *to = find(command->pointer.to);
	uint32_t offset = command->pointer.offset;
	uint8_t size = command->pointer.size;
	uint64_t value = 0;

	if (!to || size > sizeof(value) || !fits(into, offset, size))
		return false;
	memcpy(&value, into->at + offset, size);
	value += (uintptr_t)to->at;
	memcpy(into->at + offset, &value, size);
	return true;
}

static bool add_checksum(const struct command *command)
{
	struct placed *file = find(command->checksum.file);
	uint32_t start = command->checksum.start, length = command->checksum.length;
	uint8_t sum = 0;

	if (!fits(file, start, length) || !fits(file, command->checksum.offset, 1))
		return false;
	for (uint32_t i = 0; i < length; i++)
		sum += file->at[start + i];
	file->at[command->checksum.offset] -= sum;
	return true;
}

/* Whatever else there is (pointers for QEMU itself) does not concern the tables. */
static bool obey(const struct command *command)
{
	switch (command->what) {
	case ALLOCATE:
		return allocate(command);
	case ADD_POINTER:
		return add_pointer(command);
	case ADD_CHECKSUM:
		return add_checksum(command);
	default:
		return true;
	}
}

const void *acpi_load(void)
{
	const struct command *commands;
	struct placed *root;
	uint32_t size;

	if (!fw_cfg_present())
		return NULL;
	commands = (const void *)load("etc/table-loader", &size);
	for (uint32_t i = 0; commands && i < size / sizeof(*commands); i++) {
		if (!obey(&commands[i]))
			return NULL;
	}
	root = find("etc/acpi/rsdp");
	return root ? root->at : NULL;
}
