/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each part of an arm64 CPU's state, by a guest that would miss it.
 *
 * The scenario state stops its guest at any instruction; here the guest is moved at the very
 * moment at which something rare is in the CPU: a signed pointer, an armed watchpoint, an SError
 * that is held back.
 */
#include "../arm/moves.h"
#include "../arm/virt.h"
#include "../parts.h"

#define SET_API	   KVM_API("4.68 KVM_SET_ONE_REG")
#define EVENTS_API KVM_API("4.31 KVM_GET_VCPU_EVENTS, 4.32 KVM_SET_VCPU_EVENTS")

static void boot(void (*prepare)(struct vm *vm))
{
	guest_boot(1, 0, 0, prepare);
}

TEST(system_registers, "system registers and stack pointers are the same in the next machine",
     SET_API)
{
	boot(NULL);
	parts_move(0, MOVE_REGISTERS, NULL, NULL);
}

static void with_sve(struct vm *vm)
{
	if (vm_has(vm, KVM_CAP_ARM_SVE))
		vm->cpu_with |= 1u << KVM_ARM_VCPU_SVE;
}

TEST(vectors, "the registers of SVE are the same in the next machine, and so is their length",
     KVM_API("4.68 KVM_SET_ONE_REG, arm64 SVE registers"))
{
	boot(with_sve);
	if (!vm_has(&guest.vm, KVM_CAP_ARM_SVE))
		SKIP("CPUs of this KVM have no SVE");
	parts_move(0, MOVE_VECTORS, NULL, NULL);
}

#define PAUTH (1u << KVM_ARM_VCPU_PTRAUTH_ADDRESS | 1u << KVM_ARM_VCPU_PTRAUTH_GENERIC)

static void with_pauth(struct vm *vm)
{
	if (vm_has(vm, KVM_CAP_ARM_PTRAUTH_ADDRESS))
		vm->cpu_with |= PAUTH;
}

TEST(keys, "a pointer that was signed in one machine is authentic in the next", SET_API)
{
	boot(with_pauth);
	if (!vm_has(&guest.vm, KVM_CAP_ARM_PTRAUTH_ADDRESS))
		SKIP("CPUs of this KVM have no pointer authentication");
	parts_move(0, MOVE_KEYS, NULL, NULL);
}

TEST(virtual_timer, "the virtual counter goes on, and its timer ends when it would have", SET_API)
{
	boot(NULL);
	parts_move(0, MOVE_TIMER, NULL, NULL);
}

TEST(physical_timer, "the physical timer ends in the next machine when it would have", SET_API)
{
	boot(NULL);
	parts_move(0, MOVE_PHYSICAL, NULL, NULL);
}

TEST(debug, "breakpoints and watchpoints that were set in one machine are hit in the next", SET_API)
{
	boot(NULL);
	parts_move(0, MOVE_DEBUG, NULL, NULL);
}

TEST(os_lock, "the OS lock is locked in the next machine if it was before", SET_API)
{
	boot(NULL);
	parts_move(0, MOVE_LOCK, NULL, NULL);
}

static void boot_with_pmu(void)
{
	boot(NULL);
	if (!cpu_has_pmu(&guest.vm))
		SKIP("CPUs of this KVM have no PMU");
}

TEST(counters, "counters of the PMU have the same values, events and interrupts", SET_API)
{
	boot_with_pmu();
	parts_move(0, MOVE_COUNTERS, NULL, NULL);
}

TEST(cycles, "a counter of the PMU that counts goes on from where it was", SET_API)
{
	boot_with_pmu();
	parts_move(0, MOVE_CYCLES, NULL, NULL);
}

/* The guest may see RAS although its KVM was built without. */
static bool has_syndrome(void)
{
	return vm_has(&guest.vm, KVM_CAP_ARM_INJECT_SERROR_ESR);
}

static void send_serror(void)
{
	struct kvm_vcpu_events events = { .exception.serror_pending = 1 };

	if (has_syndrome()) {
		events.exception.serror_has_esr = 1;
		events.exception.serror_esr = MOVE_SYNDROME;
	}
	KVM_CALL(guest.vm.cpus[0].fd, KVM_SET_VCPU_EVENTS, &events);
}

TEST(serror, "an SError that is masked in one machine is taken in the next, once", EVENTS_API)
{
	boot(NULL);
	parts_move(0, has_syndrome() ? MOVE_SERROR_WITH_SYNDROME : MOVE_SERROR, send_serror, NULL);
}

TEST(off, "a CPU that is off in one machine is off in the next", KVM_API("4.39 KVM_SET_MP_STATE"))
{
	guest_boot(2, 0, 0, NULL);
	guest_tell(0, &(struct command){ .what = COMMAND_MOVE, .first = MOVE_OFF });
	parts_move(1, MOVE_WITHOUT, NULL, NULL);
}
