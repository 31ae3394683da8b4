/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The device is where the device tree says. Its selector is big-endian; data come
 * in the order of their bytes, or go to memory all at once.
 */
#include <bits.h>
#include <dma.h>
#include <dt.h>
#include <endian.h>
#include <fw_cfg.h>
#include <mmu.h>
#include <string.h>
#include "mmio.h"

enum { DATA = 0, SELECT = 8, DMA_ADDRESS = 16 };

/* Of the item that says what the device can do. */
#define CAN_DMA BIT(1)

/* What a transfer is asked for with; all of it is big-endian. */
struct transfer {
	uint32_t control;
	uint32_t size;
	uint64_t address;
};

#define TRANSFER_ERROR BIT(0)
#define TRANSFER_READ  BIT(1)

#define LARGE 64 /* bytes: for less the data register is as good */

static bool can_dma;

static void select(uintptr_t base, uint16_t item)
{
	mmio_write16(base + SELECT, cpu_to_be16(item));
}

static uintptr_t device(void)
{
	static uintptr_t base;
	uint64_t address, size;

	if (!base && dt_reg(dt_find(DT_START, "qemu,fw-cfg-mmio"), 0, &address, &size)) {
		base = (uintptr_t)mmu_device(address, size);
		select(base, FW_CFG_ID);
		can_dma = mmio_read8(base + DATA) & CAN_DMA;
	}
	return base;
}

bool fw_cfg_select(uint16_t item)
{
	if (!device())
		return false;
	select(device(), item);
	return true;
}

static bool transfer(void *to, size_t size)
{
	struct transfer transfer = {
		.control = cpu_to_be32(TRANSFER_READ),
		.size = cpu_to_be32(size),
		.address = cpu_to_be64((uintptr_t)to),
	};
	volatile uint32_t *control = &transfer.control;

	dma_order();
	mmio_write64(device() + DMA_ADDRESS, cpu_to_be64((uintptr_t)&transfer));
	while (be32_to_cpu(*control) & ~TRANSFER_ERROR)
		;
	dma_order();
	return !*control;
}

/* As wide as it goes: each access leaves the guest. */
void fw_cfg_next(void *to, size_t size)
{
	uint8_t *byte = to;
	uint64_t word;

	if (can_dma && size >= LARGE && transfer(to, size))
		return;
	for (; size >= sizeof(word); size -= sizeof(word), byte += sizeof(word)) {
		word = mmio_read64(device() + DATA);
		memcpy(byte, &word, sizeof(word));
	}
	for (; size; size--)
		*byte++ = mmio_read8(device() + DATA);
}
