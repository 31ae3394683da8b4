/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <endian.h>
#include <fw_cfg.h>
#include <string.h>

#define NAME_SIZE 56

struct file {
	uint32_t size; /* this and the item are big-endian */
	uint16_t item;
	uint16_t reserved;
	char name[NAME_SIZE];
};

void fw_cfg_read(uint16_t item, void *to, size_t size)
{
	if (fw_cfg_select(item))
		fw_cfg_next(to, size);
}

bool fw_cfg_present(void)
{
	char signature[4] = "";

	fw_cfg_read(FW_CFG_SIGNATURE, signature, sizeof(signature));
	return !memcmp(signature, "QEMU", sizeof(signature));
}

uint32_t fw_cfg_find(const char *name, uint16_t *item)
{
	struct file file;
	uint32_t count = 0;

	fw_cfg_read(FW_CFG_FILE_DIR, &count, sizeof(count));
	for (count = be32_to_cpu(count); count; count--) {
		fw_cfg_next(&file, sizeof(file));
		if (!strncmp(file.name, name, NAME_SIZE)) {
			*item = be16_to_cpu(file.item);
			return be32_to_cpu(file.size);
		}
	}
	return 0;
}
