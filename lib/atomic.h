/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that several CPUs, or a CPU and its interrupt handlers, share.
 *
 * The operations take a pointer to any integer or pointer type. A plain name
 * is fully ordered; one that ends in _relaxed, _acquire or _release is what
 * C11 calls so. Those that change a value return the one before the change.
 */
#ifndef ATOMIC_H
#define ATOMIC_H

#include <stdbool.h>

#define atomic_load(p)		       __atomic_load_n(p, __ATOMIC_SEQ_CST)
#define atomic_load_acquire(p)	       __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define atomic_load_relaxed(p)	       __atomic_load_n(p, __ATOMIC_RELAXED)
#define atomic_store(p, value)	       __atomic_store_n(p, value, __ATOMIC_SEQ_CST)
#define atomic_store_release(p, value) __atomic_store_n(p, value, __ATOMIC_RELEASE)
#define atomic_store_relaxed(p, value) __atomic_store_n(p, value, __ATOMIC_RELAXED)

#define atomic_add(p, value)	      __atomic_fetch_add(p, value, __ATOMIC_SEQ_CST)
#define atomic_sub(p, value)	      __atomic_fetch_sub(p, value, __ATOMIC_SEQ_CST)
#define atomic_or(p, value)	      __atomic_fetch_or(p, value, __ATOMIC_SEQ_CST)
#define atomic_and(p, value)	      __atomic_fetch_and(p, value, __ATOMIC_SEQ_CST)
#define atomic_xchg(p, value)	      __atomic_exchange_n(p, value, __ATOMIC_SEQ_CST)
#define atomic_xchg_acquire(p, value) __atomic_exchange_n(p, value, __ATOMIC_ACQUIRE)

/* Stores `value` if *p is `expected`; returns what was there, so equality means success. */
#define atomic_cmpxchg(p, expected, value)                                                    \
	({                                                                                    \
		__typeof__(*(p)) cmpxchg_seen = (expected);                                   \
		__atomic_compare_exchange_n(p, &cmpxchg_seen, value, false, __ATOMIC_SEQ_CST, \
					    __ATOMIC_SEQ_CST);                                \
		cmpxchg_seen;                                                                 \
	})

/*
 * Fences between CPUs, for ordinary memory. Ordering against a device is the
 * business of the architecture.
 */
#define smp_mb()  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)

/* Between a CPU and its own interrupt handlers: binds the compiler only. */
#define compiler_barrier() __atomic_signal_fence(__ATOMIC_SEQ_CST)

#endif
