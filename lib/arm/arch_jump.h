/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARCH_JUMP_H
#define ARCH_JUMP_H

#include <stdint.h>

/* As jump.S writes it. */
struct jump {
	uint64_t x[10]; /* x19 to x28 */
	uint64_t d[8];	/* d8 to d15 */
	uint64_t x29, x30;
	uint64_t sp;
	uint64_t fpcr;
};

#endif
