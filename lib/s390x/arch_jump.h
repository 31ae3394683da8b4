/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_JUMP_H
#define ARCH_JUMP_H

#include <stdint.h>

struct jump {
	uint64_t gprs[10]; /* 6 to 15 */
};

#endif
