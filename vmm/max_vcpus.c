/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest of the scenario max_vcpus does what that of dirty_log does, on many CPUs. */
#include "dirty_log.c"
