/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's firmware configuration device, by its DMA interface.
 */
#ifndef FIRMWARE_FW_CFG_H
#define FIRMWARE_FW_CFG_H

#include <stdint.h>

enum {
	FW_CFG_KERNEL_ENTRY = 0x10,
	FW_CFG_CMDLINE_SIZE = 0x14,
	FW_CFG_CMDLINE_DATA = 0x15,
	FW_CFG_FILE_DIR = 0x19,
};

void fw_cfg_read(uint16_t item, void *to, uint32_t size);
uint32_t fw_cfg_number(uint16_t item);

/* Size of a file, and its item; 0 if there is none of this name. */
uint32_t fw_cfg_find(const char *name, uint16_t *item);

#endif
