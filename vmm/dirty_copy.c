/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest of the scenario dirty_copy does what that of dirty_log does. */
#include "dirty_log.c"
