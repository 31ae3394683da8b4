/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accesses that are no memory, by instructions that the host cannot take apart.
 *
 * When an access traps to it, hardware describes loads and stores of one general register, and
 * nothing else: not pairs, not those that move their base, not vectors. KVM does not decode
 * instructions, so user space must know of it and tell the guest. A host that skips such
 * an instruction, or has the guest repeat it for ever, makes an error of a driver a riddle.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../arm/syndrome.h"
#include "../arm/virt.h"
#include "../scenario.h"

#define OFFSET	 0x18 /* of the access, in the page */
#define NISV_API KVM_API("5 The kvm_run structure, KVM_EXIT_ARM_NISV")
#define RUN_API	 KVM_API("4.10 KVM_RUN")

static const char *const names[ACCESS_KINDS] = {
	[ACCESS_LOAD_PAIR] = "a load of a pair",
	[ACCESS_STORE_PAIR] = "a store of a pair",
	[ACCESS_LOAD_INDEXED] = "a load that moves its base",
	[ACCESS_STORE_INDEXED] = "a store that moves its base",
	[ACCESS_LOAD_VECTOR] = "a load of a vector",
	[ACCESS_STORE_VECTOR] = "a store of a vector",
};

static unsigned int exits;
static uint64_t address; /* as the last of these exits has it */

static bool note_exit(struct vcpu *vcpu)
{
	if (vcpu->run->exit_reason == KVM_EXIT_ARM_NISV) {
		exits++;
		address = vcpu->run->arm_nisv.fault_ipa;
	}
	return false;
}

static void prepare(struct vm *vm)
{
	vm->exit = note_exit;
}

TEST(told_to_guest,
     "an access outside of memory that KVM cannot take apart is an external abort at its "
     "instruction",
     NISV_API)
{
	guest_boot(1, 0, 0, prepare);
	if (!vm_has(&guest.vm, KVM_CAP_ARM_NISV_TO_USER))
		SKIP("no KVM_CAP_ARM_NISV_TO_USER in this kernel");
	for (unsigned int kind = 0; kind < ACCESS_KINDS; kind++) {
		uint64_t there = guest_device() + OFFSET, told;

		exits = 0;
		told = guest_do(
			0, &(struct command){ .what = COMMAND_ASK, .first = kind, .value = there });
		CHECK(told == TOLD_ALL, "%s: the guest is told %#llx of %#x", names[kind],
		      (unsigned long long)told, TOLD_ALL);
		CHECK(exits == 1 && address == there, "%s: %u exits, the last at %#llx",
		      names[kind], exits, (unsigned long long)address);
	}
}

/* A machine that does not ask for these exits, with a CPU just before such an access. */
static void make_unasked(struct vm *vm)
{
	static const uint32_t code = 0x29400801; /* ldp w1, w2, [x0] */

	vm_create(vm);
	vm_add_memory(vm, MEMORY, AREA_PAGE, 0);
	vm->cpu_without = 1u << KVM_ARM_VCPU_PMU_V3; /* it would need an interrupt controller */
	vm_create_cpus(vm, 1);
	memcpy(vm_at(vm, MEMORY, sizeof(code)), &code, sizeof(code));
	cpu_set_register(&vm->cpus[0], CORE_REGISTER(regs.pc), MEMORY);
	cpu_set_register(&vm->cpus[0], CORE_REGISTER(regs.regs[0]), guest_device());
}

TEST(not_asked_for,
     "where user space has not asked for such exits KVM_RUN fails with ENOSYS, at the instruction",
     RUN_API)
{
	struct vm vm;
	int result, error;

	make_unasked(&vm);
	for (unsigned int time = 0; time < 2; time++) {
		result = ioctl(vm.cpus[0].fd, KVM_RUN, 0);
		error = errno;
		CHECK(result < 0 && error == ENOSYS, "%d, %s", result, strerror(error));
		CHECK_EQ(machine_pc(&vm.cpus[0]), MEMORY);
	}
	vm_destroy(&vm);
}

/* Does not come back. */
static void be_child(int errors)
{
	struct vm vm;

	dup2(errors, STDERR_FILENO);
	make_unasked(&vm);
	vcpu_run(&vm.cpus[0]);
	_exit(0);
}

TEST(told_to_people, "a VMM that cannot go on for such an access says so in one line and ends",
     RUN_API)
{
	char text[256] = "";
	int errors[2], status = 0;
	ssize_t size;
	pid_t child;

	REQUIRE(!pipe(errors), "pipe: %s", strerror(errno));
	child = fork();
	REQUIRE(child >= 0, "fork: %s", strerror(errno));
	if (!child)
		be_child(errors[1]);
	waitpid(child, &status, 0);
	close(errors[1]);
	size = read(errors[0], text, sizeof(text) - 1);
	close(errors[0]);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1, "status %#x", status);
	CHECK(size > 0 && strchr(text, '\n') == text + size - 1 &&
		      strstr(text, "cannot take apart"),
	      "%s", text);
}
