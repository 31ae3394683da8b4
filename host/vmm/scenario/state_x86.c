/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each part of an x86 machine's state, by a guest that would miss it.
 *
 * The scenario state stops its guest at any instruction; here the guest is moved at the very
 * moment at which something rare is in the machine: an exception that was raised and not yet
 * delivered, an NMI within an NMI, the shadow behind a load of SS.
 */
#include "../parts.h"
#include "../x86/moves.h"
#include "../x86/pc.h"

#define EVENTS_API  KVM_API("4.31 KVM_GET_VCPU_EVENTS, 4.32 KVM_SET_VCPU_EVENTS")
#define PAYLOAD_API KVM_API("4.32 KVM_SET_VCPU_EVENTS, 7.17 KVM_CAP_EXCEPTION_PAYLOAD")

TEST(system_registers,
     "control, debug and model-specific registers are the same in the next machine",
     KVM_API("4.14 KVM_SET_SREGS, 4.19 KVM_SET_MSRS, 4.34 KVM_SET_DEBUGREGS, 4.45 KVM_SET_XCRS"))
{
	guest_boot(1, 0, 0, NULL);
	parts_move(0, MOVE_REGISTERS, NULL, NULL);
}

TEST(watchpoint, "a watchpoint that was set in one machine is hit in the next",
     KVM_API("4.34 KVM_SET_DEBUGREGS"))
{
	guest_boot(1, 0, 0, NULL);
	parts_move(0, MOVE_DEBUG, NULL, NULL);
}

TEST(chips, "interrupt controllers, the 8254 and the serial port are as they were",
     KVM_API("4.27 KVM_SET_IRQCHIP, 4.72 KVM_SET_PIT2"))
{
	guest_boot(1, 0, 0, NULL);
	parts_move(0, MOVE_CHIPS, NULL, NULL);
}

TEST(deadline, "the APIC's timer waits in the next machine for the deadline that was set before",
     KVM_API("4.19 KVM_SET_MSRS"))
{
	guest_boot(1, 0, 0, NULL);
	if (!vm_has(&guest.vm, KVM_CAP_TSC_DEADLINE_TIMER))
		SKIP("this KVM has no TSC deadlines");
	parts_move(0, MOVE_DEADLINE, NULL, NULL);
}

TEST(requested, "an interrupt that the APIC has accepted in one machine is taken in the next, once",
     KVM_API("4.58 KVM_SET_LAPIC"))
{
	guest_boot(1, 0, 0, NULL);
	parts_move(0, MOVE_REQUEST, NULL, NULL);
}

/* Loads from the device are to be moved as well; what they get is a selector. */
static void load(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write, uint64_t *value)
{
	(void)offset;
	(void)size;
	if (write)
		return;
	*value = MOVE_SELECTOR;
	vcpu_call(vcpu);
}

static void add_device(struct vm *vm)
{
	vm_add_device(vm, &(struct device){ SPACE_MEMORY, guest_device(), MOVE_DEVICE_SIZE, load });
}

TEST(exception, "an exception that was raised in one machine is delivered in the next", EVENTS_API)
{
	guest_boot(1, 0, 0, add_device);
	parts_move(0, MOVE_STEP, NULL, NULL);
}

#define VECTOR_PAGE_FAULT 14

/* As KVM has it between an exit and the delivery of what it has found then. */
static void raise_fault(void)
{
	struct vcpu *vcpu = &guest.vm.cpus[0];
	struct kvm_vcpu_events events;
	struct kvm_sregs sregs;

	KVM_CALL(vcpu->fd, KVM_GET_VCPU_EVENTS, &events);
	events.flags |= KVM_VCPUEVENT_VALID_PAYLOAD;
	events.exception.pending = 1;
	events.exception.nr = VECTOR_PAGE_FAULT;
	events.exception.has_error_code = 1;
	events.exception_has_payload = 1;
	events.exception_payload = MOVE_ADDRESS;
	KVM_CALL(vcpu->fd, KVM_SET_VCPU_EVENTS, &events);
	KVM_CALL(vcpu->fd, KVM_GET_SREGS, &sregs);
	CHECK_EQ(sregs.cr2, 0);
}

TEST(payload, "a page fault that is pending in one machine brings its address along in the next",
     PAYLOAD_API)
{
	guest_boot(1, 0, 0, NULL);
	if (!vm_has(&guest.vm, KVM_CAP_EXCEPTION_PAYLOAD))
		SKIP("this KVM does not keep exceptions apart from their addresses");
	parts_move(0, MOVE_FAULT, raise_fault, NULL);
}

static void send_nmi(void)
{
	KVM_CALL(guest.vm.cpus[0].fd, KVM_NMI, 0);
}

TEST(nmi_in_nmi, "an NMI that came during an NMI waits for its end, in whatever machine",
     EVENTS_API)
{
	guest_boot(1, 0, 0, NULL);
	parts_move(0, MOVE_NMI, send_nmi, NULL);
}

static void send_interrupt(void)
{
	struct kvm_msi message = { .address_lo = APIC_BASE, .data = MOVE_VECTOR };

	KVM_CALL(guest.vm.fd, KVM_SIGNAL_MSI, &message);
}

TEST(shadow, "an interrupt does not come in behind a load of SS, when that was in another machine",
     EVENTS_API)
{
	guest_boot(1, 0, 0, add_device);
	parts_move(0, MOVE_SHADOW, NULL, send_interrupt);
}

#define CR0_PG	0x80000000u
#define CR0_PE	1u
#define CR4_PAE 0x20u
#define TABLE	0x2000ull /* of pointers to page directories, of which none is present there */
#define POINTER 0x3001ull

/* Below 4 GiB with 8-byte entries: 32-bit code, paging by a table of four pointers. */
static void enter_pae(struct kvm_sregs2 *sregs)
{
	sregs->cr0 = CR0_PG | CR0_PE;
	sregs->cr3 = TABLE;
	sregs->cr4 = CR4_PAE;
	sregs->efer = 0;
	sregs->cs.l = 0;
	sregs->cs.db = 1;
	sregs->flags = KVM_SREGS2_FLAGS_PDPTRS_VALID;
	for (uint64_t n = 0; n < ARRAY_SIZE(sregs->pdptrs); n++)
		sregs->pdptrs[n] = POINTER + n * AREA_PAGE;
}

/* The CPU has read them when CR3 was loaded; the table may have changed since. */
TEST(page_pointers,
     "a CPU with PAE keeps the page-directory pointers that it has, not those in memory",
     KVM_API("4.132 KVM_GET_SREGS2, 4.133 KVM_SET_SREGS2"))
{
	struct kvm_sregs2 before, after;

	guest_boot(1, 0, 0, NULL);
	if (!vm_has(&guest.vm, KVM_CAP_SREGS2))
		SKIP("this KVM does not tell page-directory pointers");
	KVM_CALL(guest.vm.cpus[0].fd, KVM_GET_SREGS2, &before);
	enter_pae(&before);
	KVM_CALL(guest.vm.cpus[0].fd, KVM_SET_SREGS2, &before);
	KVM_CALL(guest.vm.cpus[0].fd, KVM_GET_SREGS2, &after);
	if (after.cr0 != before.cr0)
		SKIP("CPUs of this KVM have no paging but that of 64-bit mode");
	guest_replace(NULL);
	KVM_CALL(guest.vm.cpus[0].fd, KVM_GET_SREGS2, &after);
	CHECK_EQ(after.flags & KVM_SREGS2_FLAGS_PDPTRS_VALID, KVM_SREGS2_FLAGS_PDPTRS_VALID);
	for (unsigned int n = 0; n < ARRAY_SIZE(after.pdptrs); n++)
		CHECK_EQ(after.pdptrs[n], before.pdptrs[n]);
}

TEST(shutdown, "a CPU that was to shut down in one machine does so in the next", EVENTS_API)
{
	struct kvm_vcpu_events events;

	guest_boot(1, 0, 0, NULL);
	if (!vm_has(&guest.vm, KVM_CAP_X86_TRIPLE_FAULT_EVENT))
		SKIP("this KVM does not tell that a CPU has to shut down");
	KVM_CALL(guest.vm.cpus[0].fd, KVM_GET_VCPU_EVENTS, &events);
	events.flags |= KVM_VCPUEVENT_VALID_TRIPLE_FAULT;
	events.triple_fault.pending = 1;
	KVM_CALL(guest.vm.cpus[0].fd, KVM_SET_VCPU_EVENTS, &events);
	guest_replace(NULL);
	CHECK_EQ(vcpu_run(&guest.vm.cpus[0]), END_RESET);
}
