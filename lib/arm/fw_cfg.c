/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device is where the device tree says. Its selector is big-endian; data come
 * in the order of their bytes.
 */
#include <dt.h>
#include <endian.h>
#include <fw_cfg.h>
#include <mmu.h>
#include <string.h>
#include "mmio.h"

enum { DATA = 0, SELECT = 8 };

static uintptr_t device(void)
{
	static uintptr_t base;
	uint64_t address, size;

	if (!base && dt_reg(dt_find(DT_START, "qemu,fw-cfg-mmio"), 0, &address, &size))
		base = (uintptr_t)mmu_device(address, size);
	return base;
}

bool fw_cfg_select(uint16_t item)
{
	if (!device())
		return false;
	mmio_write16(device() + SELECT, cpu_to_be16(item));
	return true;
}

/* As wide as it goes: each access leaves the guest. */
void fw_cfg_next(void *to, size_t size)
{
	uint8_t *byte = to;
	uint64_t word;

	for (; size >= sizeof(word); size -= sizeof(word), byte += sizeof(word)) {
		word = mmio_read64(device() + DATA);
		memcpy(byte, &word, sizeof(word));
	}
	for (; size; size--)
		*byte++ = mmio_read8(device() + DATA);
}
