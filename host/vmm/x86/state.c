/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of the x86 machine. The order in which it is put back matters: what other state
 * is judged by comes first, what may be changed by setting something else comes last.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <x86intrin.h>

#include "../machine.h"
#include "../room.h"
#include "../say.h"
#include "pc.h"

#define MAX_MSRS     1024
#define MSR_TSC	     0x10
#define MSR_DEADLINE 0x6e0
#define CHIPS	     3

struct cpu_state {
	struct kvm_regs regs;
	struct kvm_sregs sregs;
	struct kvm_sregs2 sregs2; /* instead, where there is that */
	struct kvm_xcrs xcrs;
	struct kvm_xsave *xsave;
	struct kvm_debugregs debugregs;
	struct kvm_lapic_state lapic;
	struct kvm_mp_state mp;
	struct kvm_vcpu_events events;
	struct kvm_nested_state *nested;
	uint64_t tsc_offset; /* from the host's to the guest's */
	struct kvm_msr_entry msrs[MAX_MSRS];
	unsigned int msr_count;
};

struct machine_state {
	struct kvm_irqchip chips[CHIPS];
	struct kvm_pit_state2 pit;
	struct kvm_clock_data clock;
	uint64_t host_tsc; /* when the clock was read */
	struct cpu_state *cpus;
	struct uart_state *uart;
	struct ioapic_state *ioapic; /* with the split controller */
};

static bool access_msr(struct vcpu *vcpu, unsigned long request, struct kvm_msr_entry *entry)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} one = { .head.nmsrs = 1, .entry = *entry };

	if (ioctl(vcpu->fd, request, &one) != 1)
		return false;
	*entry = one.entry;
	return true;
}

/* KVM has them and does not list them. */
static const struct {
	uint32_t first, count;
} unlisted[] = {
	{ 0x200, 16 },				    /* MTRRs: bases and masks */
	{ 0x250, 1 },				    /* fixed ranges: 64 KiB, 16 KiB, 4 KiB */
	{ 0x258, 2 },	{ 0x268, 8 }, { 0x2ff, 1 }, /* on and off */
	{ 0x400, 128 },				    /* machine checks: 4 for each of 32 banks */
};

/* Not all that KVM knows is there on this CPU: then it cannot be read. */
static void save_msr(struct vcpu *vcpu, struct cpu_state *state, uint32_t index)
{
	struct kvm_msr_entry entry = { .index = index };

	if (state->msr_count < MAX_MSRS && access_msr(vcpu, KVM_GET_MSRS, &entry))
		state->msrs[state->msr_count++] = entry;
}

static void save_msrs(struct vcpu *vcpu, struct cpu_state *state)
{
	struct kvm_msr_list *list = room(sizeof(*list) + MAX_MSRS * sizeof(list->indices[0]));

	list->nmsrs = MAX_MSRS;
	KVM_CALL(vcpu->vm->kvm, KVM_GET_MSR_INDEX_LIST, list);
	for (unsigned int i = 0; i < list->nmsrs; i++)
		save_msr(vcpu, state, list->indices[i]);
	free(list);
	for (unsigned int i = 0; i < ARRAY_SIZE(unlisted); i++) {
		for (unsigned int n = 0; n < unlisted[i].count; n++)
			save_msr(vcpu, state, unlisted[i].first + n);
	}
}

static void restore_msr(struct vcpu *vcpu, struct kvm_msr_entry *entry)
{
	if (!access_msr(vcpu, KVM_SET_MSRS, entry))
		fail("CPU %u: MSR %#x cannot be put back as it was: %#llx", vcpu->id, entry->index,
		     (unsigned long long)entry->data);
}

/* What waits for a time is put back when everything else is there. */
static void restore_msrs(struct vcpu *vcpu, struct cpu_state *state, bool deadline)
{
	for (unsigned int i = 0; i < state->msr_count; i++) {
		if (state->msrs[i].index != MSR_TSC &&
		    (state->msrs[i].index == MSR_DEADLINE) == deadline)
			restore_msr(vcpu, &state->msrs[i]);
	}
}

/*
 * Not by its MSR: KVM takes a value of less than a second, in a machine that was just made,
 * for one that is meant to be the same as that of the CPUs when they were made.
 */
static void access_tsc_offset(struct vcpu *vcpu, bool save, uint64_t *offset)
{
	struct kvm_device_attr attr = {
		.group = KVM_VCPU_TSC_CTRL,
		.attr = KVM_VCPU_TSC_OFFSET,
		.addr = (uintptr_t)offset,
	};

	if (save)
		KVM_CALL(vcpu->fd, KVM_GET_DEVICE_ATTR, &attr);
	else
		KVM_CALL(vcpu->fd, KVM_SET_DEVICE_ATTR, &attr);
}

static void save_extended(struct vcpu *vcpu, struct cpu_state *state)
{
	int size = vm_has(vcpu->vm, KVM_CAP_XSAVE2);

	if (size > 0) {
		state->xsave = room(size);
		KVM_CALL(vcpu->fd, KVM_GET_XSAVE2, state->xsave);
	} else {
		state->xsave = room(sizeof(*state->xsave));
		KVM_CALL(vcpu->fd, KVM_GET_XSAVE, state->xsave);
	}
}

static void save_nested(struct vcpu *vcpu, struct cpu_state *state)
{
	int size = vm_has(vcpu->vm, KVM_CAP_NESTED_STATE);

	if (size <= 0)
		return;
	state->nested = room(size);
	state->nested->size = size;
	KVM_CALL(vcpu->fd, KVM_GET_NESTED_STATE, state->nested);
}

static void save_cpu(struct vcpu *vcpu, struct cpu_state *state)
{
	KVM_CALL(vcpu->fd, KVM_GET_MP_STATE, &state->mp);
	KVM_CALL(vcpu->fd, KVM_GET_VCPU_EVENTS, &state->events);
	KVM_CALL(vcpu->fd, KVM_GET_REGS, &state->regs);
	if (vm_has(vcpu->vm, KVM_CAP_SREGS2))
		KVM_CALL(vcpu->fd, KVM_GET_SREGS2, &state->sregs2);
	else
		KVM_CALL(vcpu->fd, KVM_GET_SREGS, &state->sregs);
	KVM_CALL(vcpu->fd, KVM_GET_DEBUGREGS, &state->debugregs);
	save_extended(vcpu, state);
	if (vm_has(vcpu->vm, KVM_CAP_XCRS))
		KVM_CALL(vcpu->fd, KVM_GET_XCRS, &state->xcrs);
	save_nested(vcpu, state);
	KVM_CALL(vcpu->fd, KVM_GET_LAPIC, &state->lapic);
	save_msrs(vcpu, state);
	access_tsc_offset(vcpu, true, &state->tsc_offset);
}

static void restore_cpu(struct vcpu *vcpu, struct cpu_state *state)
{
	if (vm_has(vcpu->vm, KVM_CAP_SREGS2))
		KVM_CALL(vcpu->fd, KVM_SET_SREGS2, &state->sregs2);
	else
		KVM_CALL(vcpu->fd, KVM_SET_SREGS, &state->sregs);
	KVM_CALL(vcpu->fd, KVM_SET_REGS, &state->regs);
	if (vm_has(vcpu->vm, KVM_CAP_XCRS))
		KVM_CALL(vcpu->fd, KVM_SET_XCRS, &state->xcrs);
	KVM_CALL(vcpu->fd, KVM_SET_XSAVE, state->xsave);
	KVM_CALL(vcpu->fd, KVM_SET_DEBUGREGS, &state->debugregs);
	access_tsc_offset(vcpu, false, &state->tsc_offset);
	restore_msrs(vcpu, state, false);
	if (state->nested)
		KVM_CALL(vcpu->fd, KVM_SET_NESTED_STATE, state->nested);
	KVM_CALL(vcpu->fd, KVM_SET_LAPIC, &state->lapic);
	restore_msrs(vcpu, state, true);
	KVM_CALL(vcpu->fd, KVM_SET_MP_STATE, &state->mp);
	KVM_CALL(vcpu->fd, KVM_SET_VCPU_EVENTS, &state->events);
	free(state->xsave);
	free(state->nested);
}

static void save_chips(struct vm *vm, struct machine_state *state)
{
	for (unsigned int i = 0; i < CHIPS; i++) {
		state->chips[i].chip_id = i;
		KVM_CALL(vm->fd, KVM_GET_IRQCHIP, &state->chips[i]);
	}
	if (vm_has(vm, KVM_CAP_PIT_STATE2))
		KVM_CALL(vm->fd, KVM_GET_PIT2, &state->pit);
}

static void restore_chips(struct vm *vm, struct machine_state *state)
{
	for (unsigned int i = 0; i < CHIPS; i++)
		KVM_CALL(vm->fd, KVM_SET_IRQCHIP, &state->chips[i]);
}

/* It begins to count: an interrupt that it sends to a CPU without its state would be lost. */
static void restore_pit(struct vm *vm, struct machine_state *state)
{
	if (!vm->split && vm_has(vm, KVM_CAP_PIT_STATE2))
		KVM_CALL(vm->fd, KVM_SET_PIT2, &state->pit);
}

struct machine_state *machine_save(struct vm *vm)
{
	struct machine_state *state = room(sizeof(*state));

	state->cpus = room(vm->cpu_count * sizeof(*state->cpus));
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		save_cpu(&vm->cpus[id], &state->cpus[id]);
	if (vm->split)
		state->ioapic = ioapic_save();
	else
		save_chips(vm, state);
	state->uart = uart_save();
	KVM_CALL(vm->fd, KVM_GET_CLOCK, &state->clock);
	state->host_tsc = __rdtsc();
	return state;
}

/* The time between the machines is none for the guest, whatever clock it looks at. */
static void restore_time(struct vm *vm, struct machine_state *state)
{
	struct kvm_clock_data clock = { .clock = state->clock.clock };
	uint64_t away;

	KVM_CALL(vm->fd, KVM_SET_CLOCK, &clock);
	away = __rdtsc() - state->host_tsc;
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		state->cpus[id].tsc_offset -= away;
}

void machine_restore(struct vm *vm, struct machine_state *state)
{
	restore_time(vm, state);
	if (vm->split)
		ioapic_restore(vm, state->ioapic);
	else
		restore_chips(vm, state);
	uart_restore(vm, state->uart);
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		restore_cpu(&vm->cpus[id], &state->cpus[id]);
	restore_pit(vm, state);
	free(state->cpus);
	free(state);
}
