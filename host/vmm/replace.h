/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From one virtual machine into the next: the state out of KVM, the machine ended, another one
 * made, the state in. The memory goes along without being copied here.
 */
#ifndef REPLACE_H
#define REPLACE_H

#include "vm.h"

/*
 * All CPUs have stopped. make() makes a machine like the old one in its place, with slots and
 * CPUs. If they are not NULL, look() is called when the guest is between two instructions, and
 * arrive() when KVM writes no more to the memory: it may put other memory behind the slots.
 */
void vm_replace(struct vm *vm, void (*make)(void), void (*look)(struct vm *vm),
		void (*arrive)(struct vm *vm));

#endif
