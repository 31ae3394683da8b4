/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device is where the device tree says. Its selector is big-endian; data come
 * in the order of their bytes.
 */
#include <dt.h>
#include <endian.h>
#include <fw_cfg.h>
#include <mmu.h>
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

void fw_cfg_next(void *to, size_t size)
{
	for (uint8_t *byte = to; size; size--)
		*byte++ = mmio_read8(device() + DATA);
}
