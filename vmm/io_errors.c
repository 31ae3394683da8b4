/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest of the scenario io_errors does what that of dirty_log does: it accesses a device. */
#include "dirty_log.c"
