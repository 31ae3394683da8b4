/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System management mode: a CPU that was moved while an SMI was on its way, or while it was in
 * the handler of one.
 *
 * Nothing that the guest runs knows of these interrupts, and firmware relies on them. A CPU that
 * arrives outside of the mode in which it left meets RSM as an invalid instruction; one that
 * forgot where its handler is executes whatever is there.
 */
#include "../parts.h"
#include "../x86/smm.h"

#define SMM_API KVM_API("4.31 KVM_GET_VCPU_EVENTS, 4.32 KVM_SET_VCPU_EVENTS, 7.6 KVM_CAP_X86_SMM")

/* In this mode the CPU sees slots of an address space of its own: the same memory is there. */
#define SPACE_SMM (1u << 16)

static void add_smm_memory(struct vm *vm)
{
	struct kvm_userspace_memory_region region = {
		.slot = SPACE_SMM,
		.guest_phys_addr = vm->slots[0].start,
		.memory_size = vm->slots[0].size,
		.userspace_addr = (uintptr_t)vm->slots[0].memory,
	};

	if (vm_has(vm, KVM_CAP_X86_SMM))
		KVM_CALL(vm->fd, KVM_SET_USER_MEMORY_REGION, &region);
}

static void boot(void)
{
	guest_boot(1, 0, 0, add_smm_memory);
	if (!vm_has(&guest.vm, KVM_CAP_X86_SMM))
		SKIP("CPUs of this KVM have no system management mode");
}

static void send_smi(void)
{
	KVM_CALL(guest.vm.cpus[0].fd, KVM_SMI, 0);
}

TEST(pending, "an SMI that is pending in one machine is taken in the next, once", SMM_API)
{
	boot();
	parts_move(0, MOVE_SMI, send_smi, NULL);
}

/* The first move is the guest's request for an SMI, the second is from within its handler. */
static unsigned int moves;

static void send_first_smi(void)
{
	if (!moves++)
		send_smi();
}

TEST(in_handler, "a CPU goes on with the handler of an SMI in another machine, and returns there",
     SMM_API)
{
	boot();
	moves = 0;
	parts_move(0, MOVE_IN_SMI, NULL, send_first_smi);
}

TEST(relocated, "a handler that the guest has moved is found in the next machine", SMM_API)
{
	boot();
	parts_move(0, MOVE_SMBASE, NULL, send_smi);
}
