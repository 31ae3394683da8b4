/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The series of QEMU that models are built for. */
#ifndef ABI_QEMU_H
#define ABI_QEMU_H

#include "qemu_10_0.h"

#define ABI_SERIES "10.0"

#endif
