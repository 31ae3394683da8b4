/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The x86 machine: a PC without firmware. KVM has the local APICs; it has the IOAPIC, the
 * 8259s and the 8254 as well, unless it only offers the split controller.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../machine.h"
#include "../room.h"
#include "../say.h"
#include "pc.h"

#define TSS_ADDRESS	 0xfffbd000ull /* pages that older Intel CPUs need */
#define IDENTITY_ADDRESS 0xfffbc000ull
#define PIC_PINS	 8
#define ISA_LINES	 16

const char machine_arch[] = "x86";
const uint64_t machine_low_memory;
const uint64_t machine_bell = 0xd0000000;

static void add_route(struct kvm_irq_routing *table, unsigned int gsi, unsigned int chip,
		      unsigned int pin)
{
	table->entries[table->nr++] = (struct kvm_irq_routing_entry){
		.gsi = gsi,
		.type = KVM_IRQ_ROUTING_IRQCHIP,
		.u.irqchip = { .irqchip = chip, .pin = pin },
	};
}

/* As in every PC: ISA lines go to both controllers, line 0 to pin 2 of the IOAPIC. */
static void set_routes(struct vm *vm)
{
	struct kvm_irq_routing *table =
		room(sizeof(*table) + (ISA_LINES + IOAPIC_PINS) * sizeof(table->entries[0]));

	for (unsigned int line = 0; line < ISA_LINES; line++) {
		if (line != TIMER_PIN)
			add_route(table, line,
				  line < PIC_PINS ? KVM_IRQCHIP_PIC_MASTER : KVM_IRQCHIP_PIC_SLAVE,
				  line % PIC_PINS);
	}
	for (unsigned int gsi = 0; gsi < IOAPIC_PINS; gsi++) {
		if (gsi != TIMER_PIN)
			add_route(table, gsi, KVM_IRQCHIP_IOAPIC, gsi ? gsi : TIMER_PIN);
	}
	KVM_CALL(vm->fd, KVM_SET_GSI_ROUTING, table);
	free(table);
}

static void create_controllers(struct vm *vm, bool split)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_SPLIT_IRQCHIP, .args = { IOAPIC_PINS } };
	struct kvm_pit_config pit = { .flags = KVM_PIT_SPEAKER_DUMMY };

	if (!split && !ioctl(vm->fd, KVM_CREATE_IRQCHIP, 0)) {
		set_routes(vm);
		if (vm_has(vm, KVM_CAP_PIT2))
			KVM_CALL(vm->fd, KVM_CREATE_PIT2, &pit);
		return;
	}
	vm->split = true;
	if (ioctl(vm->fd, KVM_ENABLE_CAP, &cap))
		die("KVM offers no interrupt controller, neither whole nor split");
	ioapic_create(vm);
}

/* Otherwise it is lost that a CPU owes a shutdown, and why it owes an exception. */
static void tell_all_events(struct vm *vm)
{
	static const uint32_t capabilities[] = { KVM_CAP_EXCEPTION_PAYLOAD,
						 KVM_CAP_X86_TRIPLE_FAULT_EVENT };

	for (unsigned int i = 0; i < ARRAY_SIZE(capabilities); i++) {
		struct kvm_enable_cap cap = { .cap = capabilities[i], .args = { 1 } };

		if (vm_has(vm, capabilities[i]))
			KVM_CALL(vm->fd, KVM_ENABLE_CAP, &cap);
	}
}

void machine_setup(struct vm *vm, const struct options *options)
{
	uint64_t low = options->memory < HOLE_START ? options->memory : HOLE_START;
	uint64_t identity = IDENTITY_ADDRESS;

	KVM_CALL(vm->fd, KVM_SET_TSS_ADDR, TSS_ADDRESS);
	KVM_CALL(vm->fd, KVM_SET_IDENTITY_MAP_ADDR, &identity);
	tell_all_events(vm);
	create_controllers(vm, options->split);
	vm_add_memory(vm, 0, low, 0);
	if (options->memory > low)
		vm_add_memory(vm, HOLE_END, options->memory - low, 0);
	uart_create(vm);
	power_create(vm);
}

void machine_setup_cpu(struct vcpu *vcpu)
{
	cpuid_setup(vcpu);
}

void machine_finish(struct vm *vm, const struct options *options)
{
	(void)vm;
	(void)options;
}

bool machine_exit(struct vcpu *vcpu)
{
	struct kvm_run *run = vcpu->run;

	if (run->exit_reason != KVM_EXIT_IOAPIC_EOI)
		return false;
	ioapic_end(vcpu->vm, run->eoi.vector);
	return true;
}

/* As the bus of a PC does: all lines stay high. */
void machine_nobody(struct vcpu *vcpu, enum space space, bool write, uint64_t *value)
{
	(void)vcpu;
	(void)space;
	if (!write)
		*value = UINT64_MAX;
}

uint64_t machine_pc(struct vcpu *vcpu)
{
	struct kvm_regs regs = { 0 };

	ioctl(vcpu->fd, KVM_GET_REGS, &regs);
	return regs.rip;
}
