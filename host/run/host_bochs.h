/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_BOCHS_H
#define HOST_BOCHS_H

#include "host.h"

extern const struct host host_bochs, host_bochs_fixed;

#endif
