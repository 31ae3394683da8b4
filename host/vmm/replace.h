/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From one virtual machine into the next: the state out of KVM, the machine ended, another one
 * made, the state in. The memory goes along without being copied.
 */
#ifndef REPLACE_H
#define REPLACE_H

#include "vm.h"

/*
 * All CPUs have stopped. make() makes a machine like the old one in its place, with slots and
 * CPUs. look(), if not NULL, is called when the guest is between two instructions.
 */
void vm_replace(struct vm *vm, void (*make)(void), void (*look)(struct vm *vm));

#endif
