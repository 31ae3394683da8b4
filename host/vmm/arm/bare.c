/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../say.h"
#include "bare.h"

#define SIZE	0x1000ull
#define SCRATCH (BARE_CODE + SIZE / 2)
#define DEVICE	0x08000000ull /* nothing is there: a store comes back to us */

struct bare bare;

/* The first instruction goes to the others in A64; in A32 it stores a word at R0. */
static const uint32_t code[] = {
	0x14000004, /* A64: b 1f; A32: strne r0, [r0], #-4 */
	0xe3a01020, /* A32: mov r1, #32 */
	0xe5821000, /*      str r1, [r2] */
	0xeafffffe, /*      b . */
	0x52800801, /* A64: 1: mov w1, #64 */
	0xb9000041, /*      str w1, [x2] */
	0x14000000, /*      b . */
};

void bare_create(void)
{
	vm_create(&bare.vm);
	vm_add_memory(&bare.vm, BARE_CODE, SIZE, 0);
	memcpy(vm_at(&bare.vm, BARE_CODE, SIZE), code, sizeof(code));
	bare.fd = KVM_CALL(bare.vm.fd, KVM_CREATE_VCPU, 0);
	bare.run = mmap(NULL, bare.vm.run_size, PROT_READ | PROT_WRITE, MAP_SHARED, bare.fd, 0);
	if (bare.run == MAP_FAILED)
		die("mapping what KVM shares for a CPU: %s", strerror(errno));
}

void bare_destroy(void)
{
	munmap(bare.run, bare.vm.run_size);
	close(bare.fd);
	vm_destroy(&bare.vm);
}

int bare_init(uint32_t features)
{
	struct kvm_vcpu_init init;

	KVM_CALL(bare.vm.fd, KVM_ARM_PREFERRED_TARGET, &init);
	init.features[0] |= features;
	return ioctl(bare.fd, KVM_ARM_VCPU_INIT, &init) ? errno : 0;
}

void bare_prepare(void)
{
	bare_set(CORE_REGISTER(regs.pc), BARE_CODE);
	bare_set(CORE_REGISTER(regs.regs[0]), SCRATCH);
	bare_set(CORE_REGISTER(regs.regs[2]), DEVICE);
}

/* A store is complete when KVM was entered again, even if it leaves at once. */
static void complete(void)
{
	bare.run->immediate_exit = 1;
	if (!ioctl(bare.fd, KVM_RUN, 0) || errno != EINTR)
		fail("KVM does not leave at once where it is told to");
	bare.run->immediate_exit = 0;
}

unsigned int bare_run(void)
{
	uint32_t value = 0;

	bare_prepare();
	KVM_CALL(bare.fd, KVM_RUN, 0);
	if (bare.run->exit_reason != KVM_EXIT_MMIO || bare.run->mmio.phys_addr != DEVICE)
		fail("KVM stopped for reason %u where the CPU stores", bare.run->exit_reason);
	memcpy(&value, bare.run->mmio.data, sizeof(value));
	complete();
	return value;
}

uint64_t bare_get(uint64_t id)
{
	uint64_t value = 0;
	struct kvm_one_reg reg = { id, (uintptr_t)&value };

	KVM_CALL(bare.fd, KVM_GET_ONE_REG, &reg);
	return value;
}

void bare_set(uint64_t id, uint64_t value)
{
	struct kvm_one_reg reg = { id, (uintptr_t)&value };

	KVM_CALL(bare.fd, KVM_SET_ONE_REG, &reg);
}
