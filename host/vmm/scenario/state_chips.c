/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt controllers and timers of a PC that are at work when the guest is moved.
 *
 * The scenario state_x86 moves values in their registers; here an interrupt is in service, a
 * counter is on its way down, a request waits at the 8259. What is lost of that is an interrupt
 * that comes again, or never.
 */
#include "../parts.h"
#include "../x86/chips.h"

#define LAPIC_API   KVM_API("4.58 KVM_SET_LAPIC")
#define IRQCHIP_API KVM_API("4.27 KVM_SET_IRQCHIP")

static void boot(void)
{
	guest_boot(1, 0, 0, NULL);
}

TEST(in_service, "an interrupt in service holds back lower ones in the next machine, too",
     LAPIC_API)
{
	boot();
	parts_move(0, MOVE_SERVICE, NULL, NULL);
}

TEST(one_shot, "the APIC's timer counts on from where it was, and interrupts once", LAPIC_API)
{
	boot();
	parts_move(0, MOVE_ONE_SHOT, NULL, NULL);
}

TEST(periodic, "the APIC's timer interrupts again and again, in whatever machine", LAPIC_API)
{
	boot();
	parts_move(0, MOVE_PERIODIC, NULL, NULL);
}

static void boot_with_chips(void)
{
	boot();
	if (guest.vm.split || !vm_has(&guest.vm, KVM_CAP_PIT_STATE2))
		SKIP("this KVM has no 8259s and no 8254");
}

TEST(legacy_requests, "the 8259s have the same requests, and the same in service", IRQCHIP_API)
{
	boot_with_chips();
	parts_move(0, MOVE_8259, NULL, NULL);
}

TEST(legacy_timer, "the 8254 goes on to interrupt by way of the IOAPIC in the next machine",
     KVM_API("4.72 KVM_SET_PIT2"))
{
	boot_with_chips();
	parts_move(0, MOVE_8254, NULL, NULL);
}

TEST(legacy_timer_once,
     "an 8254 that has interrupted once and is done stays so in the next machine",
     KVM_API("4.72 KVM_SET_PIT2"))
{
	boot_with_chips();
	parts_move(0, MOVE_8254_ONCE, NULL, NULL);
}

TEST(kvm_clock, "the clock that KVM keeps for its guests goes on from where it was",
     KVM_API("4.29 KVM_GET_CLOCK, 4.30 KVM_SET_CLOCK"))
{
	boot();
	parts_move(0, MOVE_CLOCK, NULL, NULL);
}
