/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "machine.h"
#include "replace.h"
#include "say.h"

static void take_memory(struct slot *from, const struct slot *to)
{
	if (mremap(from->memory, from->size, to->size, MREMAP_MAYMOVE | MREMAP_FIXED, to->memory) !=
	    to->memory)
		die("moving memory from one machine to the next: %s", strerror(errno));
}

void vm_replace(struct vm *vm, void (*make)(void), void (*look)(struct vm *vm),
		void (*arrive)(struct vm *vm))
{
	struct slot old[VM_MAX_SLOTS];
	struct machine_state *state;

	for (unsigned int id = 0; id < vm->cpu_count; id++)
		vcpu_settle(&vm->cpus[id]);
	if (look)
		look(vm);
	state = machine_save(vm);
	if (arrive)
		arrive(vm);
	memcpy(old, vm->slots, sizeof(old));
	memset(vm->slots, 0, sizeof(vm->slots));
	vm_destroy(vm);
	make();
	for (unsigned int i = 0; i < VM_MAX_SLOTS; i++) {
		if (old[i].memory)
			take_memory(&old[i], &vm->slots[i]);
	}
	machine_restore(vm, state);
}
