/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fw_cfg.h"
#include "layout.h"

#define DMA_PORT   0x518 /* low half of the address of a request; writing it is the request */
#define DMA_READ   0x02
#define DMA_SELECT 0x08

/* All of it is big-endian. */
struct request {
	uint32_t control;
	uint32_t length;
	uint32_t address_high;
	uint32_t address_low;
};

struct file {
	uint32_t size;
	uint16_t item;
	uint16_t reserved;
	char name[56];
};

struct directory {
	uint32_t count;
	struct file files[];
};

/* Done when the write to the port is: QEMU has no other way. */
void fw_cfg_read(uint16_t item, void *to, uint32_t size)
{
	struct request request = {
		.control = __builtin_bswap32(item << 16 | DMA_SELECT | DMA_READ),
		.length = __builtin_bswap32(size),
		.address_low = __builtin_bswap32((uint32_t)to),
	};
	uint32_t where = __builtin_bswap32((uint32_t)&request);

	__asm__ volatile("outl %0, %w1" : : "a"(where), "d"(DMA_PORT) : "memory");
}

uint32_t fw_cfg_number(uint16_t item)
{
	uint32_t number;

	fw_cfg_read(item, &number, sizeof(number));
	return number;
}

static int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

uint32_t fw_cfg_find(const char *name, uint16_t *item)
{
	struct directory *directory = (void *)SCRATCH;
	uint32_t count;

	fw_cfg_read(FW_CFG_FILE_DIR, directory, SCRATCH_SIZE);
	count = __builtin_bswap32(directory->count);
	for (struct file *file = directory->files; count--; file++) {
		if (same(file->name, name)) {
			*item = __builtin_bswap16(file->item);
			return __builtin_bswap32(file->size);
		}
	}
	return 0;
}
