/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The channel subsystem of the series of QEMU that models are built for. */
#ifndef ABI_CSS_H
#define ABI_CSS_H

#include "qemu.h"
#include "qemu_10_0_css.h"

#endif
