/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's firmware configuration device: what firmware should know of the machine.
 */
#ifndef FW_CFG_H
#define FW_CFG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FW_CFG_SIGNATURE = 0x00,
	FW_CFG_ID = 0x01,
	FW_CFG_CPUS = 0x05,
	FW_CFG_FILE_DIR = 0x19,
};

bool fw_cfg_present(void);
void fw_cfg_read(uint16_t item, void *to, size_t size);

/* Size of a file, and its item; 0 if there is none of this name. */
uint32_t fw_cfg_find(const char *name, uint16_t *item);

/*
 * From lib/ARCH/fw_cfg.c. fw_cfg_select() begins an item, false if the machine
 * has no place where the device could be; fw_cfg_next() takes its next bytes.
 */
bool fw_cfg_select(uint16_t item);
void fw_cfg_next(void *to, size_t size);

#endif
