/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_H
#define GUEST_H

#include "machine.h"

/* Which image guest_boot() shall boot, and with what words. */
void guest_setup(const struct options *options);

#endif
