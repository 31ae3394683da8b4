/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arm64 machine: memory, KVM's GIC and timers, a PL011, a PL031, and PSCI to switch it off. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../say.h"
#include "rtc.h"
#include "virt.h"

const char machine_arch[] = "arm";
const uint64_t machine_low_memory = MEMORY;
const uint64_t machine_bell = 0x0a000000;

/* Accesses that KVM cannot take apart shall come back to us, see machine_exit(). */
static void ask_for_exits(struct vm *vm)
{
	struct kvm_enable_cap exits = { .cap = KVM_CAP_ARM_NISV_TO_USER };

	if (vm_has(vm, exits.cap))
		KVM_CALL(vm->fd, KVM_ENABLE_CAP, &exits);
}

void machine_setup(struct vm *vm, const struct options *options)
{
	ask_for_exits(vm);
	gic_create(vm, options);
	vm_add_memory(vm, MEMORY, options->memory, 0);
	uart_create(vm);
	rtc_create(vm);
}

static uint32_t features(const struct vm *vm)
{
	uint32_t usual = 1u << KVM_ARM_VCPU_PSCI_0_2;

	if (vm_has(vm, KVM_CAP_ARM_PMU_V3))
		usual |= 1u << KVM_ARM_VCPU_PMU_V3;
	return (usual | vm->cpu_with) & ~vm->cpu_without;
}

bool cpu_has_pmu(const struct vm *vm)
{
	return features(vm) >> KVM_ARM_VCPU_PMU_V3 & 1;
}

/* All but the first are off until somebody calls for them by PSCI. */
void machine_setup_cpu(struct vcpu *vcpu)
{
	struct kvm_vcpu_init init = { 0 };
	int sve = KVM_ARM_VCPU_SVE;

	KVM_CALL(vcpu->vm->fd, KVM_ARM_PREFERRED_TARGET, &init);
	init.features[0] |= features(vcpu->vm);
	if (vcpu->id)
		init.features[0] |= 1u << KVM_ARM_VCPU_POWER_OFF;
	KVM_CALL(vcpu->fd, KVM_ARM_VCPU_INIT, &init);
	if (init.features[0] >> KVM_ARM_VCPU_SVE & 1)
		KVM_CALL(vcpu->fd, KVM_ARM_VCPU_FINALIZE, &sve);
}

static void setup_pmu(struct vcpu *vcpu)
{
	int line = FIRST_PPI + PPI_PMU;
	struct kvm_device_attr set_line = {
		.group = KVM_ARM_VCPU_PMU_V3_CTRL,
		.attr = KVM_ARM_VCPU_PMU_V3_IRQ,
		.addr = (uintptr_t)&line,
	};
	struct kvm_device_attr init = {
		.group = KVM_ARM_VCPU_PMU_V3_CTRL,
		.attr = KVM_ARM_VCPU_PMU_V3_INIT,
	};

	KVM_CALL(vcpu->fd, KVM_SET_DEVICE_ATTR, &set_line);
	KVM_CALL(vcpu->fd, KVM_SET_DEVICE_ATTR, &init);
}

void machine_finish(struct vm *vm, const struct options *options)
{
	(void)options;
	gic_finish(vm);
	for (unsigned int id = 0; id < vm->cpu_count && cpu_has_pmu(vm); id++)
		setup_pmu(&vm->cpus[id]);
}

uint64_t cpu_register(struct vcpu *vcpu, uint64_t id)
{
	uint64_t value = 0;
	struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)&value };

	KVM_CALL(vcpu->fd, KVM_GET_ONE_REG, &reg);
	return value;
}

void cpu_set_register(struct vcpu *vcpu, uint64_t id, uint64_t value)
{
	struct kvm_one_reg reg = { .id = id, .addr = (uintptr_t)&value };

	KVM_CALL(vcpu->fd, KVM_SET_ONE_REG, &reg);
}

uint64_t machine_pc(struct vcpu *vcpu)
{
	return cpu_register(vcpu, CORE_REGISTER(regs.pc));
}

/* An abort, which is what happens on a bus where nobody answers. */
void machine_nobody(struct vcpu *vcpu, enum space space, bool write, uint64_t *value)
{
	struct kvm_vcpu_events events = { .exception.ext_dabt_pending = 1 };

	(void)space;
	(void)write;
	*value = 0;
	if (ioctl(vcpu->fd, KVM_SET_VCPU_EVENTS, &events))
		fail("CPU %u at %#llx: nothing is where it reads or writes, and no abort: %s",
		     vcpu->id, (unsigned long long)machine_pc(vcpu), strerror(errno));
}

/* KVM cannot tell what the instruction would have done: it touched what is no memory. */
bool machine_exit(struct vcpu *vcpu)
{
	uint64_t value;

	if (vcpu->run->exit_reason != KVM_EXIT_ARM_NISV)
		return false;
	machine_nobody(vcpu, SPACE_MEMORY, false, &value);
	return true;
}
