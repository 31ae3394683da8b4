/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Through the data port, which every QEMU has: nothing that is read here is large.
 */
#include <endian.h>
#include <string.h>
#include "fw_cfg.h"
#include "io.h"

#define SELECT 0x510
#define DATA   0x511

#define NAME_SIZE 56

struct file {
	uint32_t size; /* this and the item are big-endian */
	uint16_t item;
	uint16_t reserved;
	char name[NAME_SIZE];
};

static void read_on(void *to, size_t size)
{
	uint16_t port = DATA;

	__asm__ volatile("rep insb" : "+D"(to), "+c"(size) : "d"(port) : "memory");
}

void fw_cfg_read(uint16_t item, void *to, size_t size)
{
	out16(SELECT, item);
	read_on(to, size);
}

bool fw_cfg_present(void)
{
	char signature[4];

	fw_cfg_read(FW_CFG_SIGNATURE, signature, sizeof(signature));
	return !memcmp(signature, "QEMU", sizeof(signature));
}

uint32_t fw_cfg_find(const char *name, uint16_t *item)
{
	struct file file;
	uint32_t count;

	fw_cfg_read(FW_CFG_FILE_DIR, &count, sizeof(count));
	for (count = be32_to_cpu(count); count; count--) {
		read_on(&file, sizeof(file));
		if (!strncmp(file.name, name, NAME_SIZE)) {
			*item = be16_to_cpu(file.item);
			return be32_to_cpu(file.size);
		}
	}
	return 0;
}
