/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of the arm64 machine: what KVM lists for each CPU, and that of its GIC. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../room.h"
#include "../say.h"
#include "rtc.h"
#include "virt.h"

#define MAX_REGISTERS 4096
#define MAX_BYTES     256 /* of a register */

struct cpu_state {
	struct kvm_reg_list *list;
	uint8_t (*values)[MAX_BYTES];
	struct kvm_mp_state mp;
	struct kvm_vcpu_events events;
};

struct machine_state {
	struct cpu_state *cpus;
	struct gic_state *gic;
	struct uart_state *uart;
	struct rtc_state *rtc;
};

static void save_cpu(struct vcpu *vcpu, struct cpu_state *state)
{
	state->list = room(sizeof(*state->list) + MAX_REGISTERS * sizeof(uint64_t));
	state->list->n = MAX_REGISTERS;
	KVM_CALL(vcpu->fd, KVM_GET_REG_LIST, state->list);
	state->values = room(state->list->n * sizeof(*state->values));
	for (uint64_t i = 0; i < state->list->n; i++) {
		struct kvm_one_reg reg = { .id = state->list->reg[i],
					   .addr = (uintptr_t)state->values[i] };

		KVM_CALL(vcpu->fd, KVM_GET_ONE_REG, &reg);
	}
	KVM_CALL(vcpu->fd, KVM_GET_MP_STATE, &state->mp);
	KVM_CALL(vcpu->fd, KVM_GET_VCPU_EVENTS, &state->events);
}

/* The lengths of vectors were chosen when the CPU was made, and can only be looked at. */
static bool is_final(struct vcpu *vcpu, const struct cpu_state *state, uint64_t n)
{
	uint8_t now[MAX_BYTES] = { 0 };
	struct kvm_one_reg reg = { .id = state->list->reg[n], .addr = (uintptr_t)now };

	if (reg.id != KVM_REG_ARM64_SVE_VLS)
		return false;
	KVM_CALL(vcpu->fd, KVM_GET_ONE_REG, &reg);
	return !memcmp(now, state->values[n], sizeof(now));
}

static void restore_cpu(struct vcpu *vcpu, struct cpu_state *state)
{
	for (uint64_t i = 0; i < state->list->n; i++) {
		struct kvm_one_reg reg = { .id = state->list->reg[i],
					   .addr = (uintptr_t)state->values[i] };

		if (!is_final(vcpu, state, i) && ioctl(vcpu->fd, KVM_SET_ONE_REG, &reg))
			fail("CPU %u: register %#llx cannot be put back as it was", vcpu->id,
			     (unsigned long long)reg.id);
	}
	KVM_CALL(vcpu->fd, KVM_SET_VCPU_EVENTS, &state->events);
	KVM_CALL(vcpu->fd, KVM_SET_MP_STATE, &state->mp);
	free(state->values);
	free(state->list);
}

/* The clock comes before the GIC: an alarm in between would be in one of them alone. */
struct machine_state *machine_save(struct vm *vm)
{
	struct machine_state *state = room(sizeof(*state));

	state->rtc = rtc_save(vm);
	state->cpus = room(vm->cpu_count * sizeof(*state->cpus));
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		save_cpu(&vm->cpus[id], &state->cpus[id]);
	state->gic = gic_save(vm);
	state->uart = uart_save();
	return state;
}

/* The GIC's view of its CPUs needs their own state to be there, and the clock its line. */
void machine_restore(struct vm *vm, struct machine_state *state)
{
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		restore_cpu(&vm->cpus[id], &state->cpus[id]);
	gic_restore(vm, state->gic);
	uart_restore(state->uart);
	rtc_restore(vm, state->rtc);
	free(state->cpus);
	free(state);
}
