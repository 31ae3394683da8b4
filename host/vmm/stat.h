/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What KVM counts of a machine or a CPU (KVM_CAP_BINARY_STATS_FD). */
#ifndef STAT_H
#define STAT_H

#include <stdbool.h>
#include <stdint.h>

/* The number of that name; false if this KVM does not count it. */
bool stat_read(int fd, const char *name, uint64_t *value);

#endif
