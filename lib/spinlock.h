/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A lock for short sections. All zero is free.
 *
 * It does not close interrupts: a lock that a handler takes as well must be
 * taken with that interrupt closed, or the handler waits for ever for the
 * code it has interrupted.
 */
#ifndef SPINLOCK_H
#define SPINLOCK_H

#include <arch_cpu.h> /* cpu_relax() */
#include <stdbool.h>
#include "atomic.h"

struct spinlock {
	unsigned int taken;
};

static inline bool spin_try_lock(struct spinlock *lock)
{
	return !atomic_xchg_acquire(&lock->taken, 1);
}

/* Waiting CPUs only read, so that they leave the line with the one who will write it. */
static inline void spin_lock(struct spinlock *lock)
{
	while (!spin_try_lock(lock)) {
		while (atomic_load_relaxed(&lock->taken))
			cpu_relax();
	}
}

static inline void spin_unlock(struct spinlock *lock)
{
	atomic_store_release(&lock->taken, 0);
}

#endif
