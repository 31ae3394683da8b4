/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A migration as it is seen by KVM: the memory of a running guest is copied, what the dirty log
 * names is copied again, and what is left when the guest stands still. Then the guest goes on
 * in another machine of this program, with the copy. A page that the log forgets arrives old.
 */
#ifndef PRECOPY_H
#define PRECOPY_H

#include "vm.h"

struct precopy_order {
	unsigned int rounds;	/* to go through memory, slowly; 0: until little is left */
	unsigned int cancel_in; /* the round in which it is given up; 0: none */
};

struct precopy_figures {
	uint64_t downtime_ns, total_ns;
	/* Pages; resent: of these, all but the first time each; in_vain: that had not changed. */
	uint64_t sent, resent, in_vain;
	unsigned int rounds;
};

/* Before the machine has memory: the log is cleared by hand where KVM can do that. */
void precopy_prepare(struct vm *vm);

/*
 * All CPUs have stopped, and have when it returns. False: the guest is where it was, since it
 * was cancelled or the machine came to its end; it says so. make() is as for vm_replace().
 */
bool precopy(struct vm *vm, void (*make)(void), const struct precopy_order *order,
	     struct precopy_figures *figures);

#endif
