/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Through the data port, which every QEMU has: nothing that is read here is large.
 */
#include <fw_cfg.h>
#include "io.h"

#define SELECT 0x510
#define DATA   0x511

bool fw_cfg_select(uint16_t item)
{
	out16(SELECT, item);
	return true;
}

void fw_cfg_next(void *to, size_t size)
{
	uint16_t port = DATA;

	__asm__ volatile("rep insb" : "+D"(to), "+c"(size) : "d"(port) : "memory");
}
