/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guests' spinlock.h wants to know of the architecture.
 */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include <sched.h>

static inline void cpu_relax(void)
{
	sched_yield();
}

#endif
