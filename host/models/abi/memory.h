/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of the series of QEMU that models are built for. */
#ifndef ABI_MEMORY_H
#define ABI_MEMORY_H

#include "qemu_10_0_memory.h"

#endif
