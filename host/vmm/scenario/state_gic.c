/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each part of the state of a GIC, version 2 or 3, by a guest that would miss it.
 *
 * An interrupt can be enabled, pending, active, high, routed, and stand above or below others;
 * the interface of each CPU knows what it is at work on. What is lost on the way is an interrupt
 * that never comes, comes twice, or at a time at which it must not.
 */
#include "../arm/moves.h"
#include "../arm/virt.h"
#include "../parts.h"

#define GIC_API CITE("Linux, virt/kvm/devices/arm-vgic-v3.rst and arm-vgic.rst")
#define ITS_API CITE("Linux, virt/kvm/devices/arm-vgic-its.rst")

TEST(registers, "interrupts are enabled, grouped, routed, pending and active as they were", GIC_API)
{
	guest_boot(2, 0, 0, NULL);
	parts_move(0, MOVE_DISTRIBUTOR, NULL, NULL);
}

TEST(interface, "the CPU's interface masks and groups by priority as before", GIC_API)
{
	guest_boot(1, 0, 0, NULL);
	parts_move(0, MOVE_INTERFACE, NULL, NULL);
}

TEST(nested, "interrupts that are being handled hold back lower ones in the next machine, too",
     GIC_API)
{
	guest_boot(1, 0, 0, NULL);
	parts_move(0, MOVE_NESTED, NULL, NULL);
}

TEST(pending, "SGI, PPI and SPI that are pending in one machine are taken in the next, once",
     GIC_API)
{
	guest_boot(1, 0, 0, NULL);
	parts_move(0, MOVE_PENDING, NULL, NULL);
}

static void send_message(uint32_t event)
{
	struct kvm_msi message = {
		.address_lo = its_doorbell,
		.data = event,
		.flags = KVM_MSI_VALID_DEVID,
		.devid = MOVE_DEVICE,
	};

	KVM_CALL(guest.vm.fd, KVM_SIGNAL_MSI, &message);
}

static unsigned int moves;

static void send_both(void)
{
	if (moves++)
		return;
	send_message(0);
	send_message(1);
}

static void send_again(void)
{
	if (moves > 1)
		send_message(0);
}

TEST(lpis, "what became an LPI in one machine is taken in the next, which knows all events, too",
     ITS_API)
{
	guest_boot(1, 0, 0, NULL);
	if (gic.its < 0)
		SKIP("the GIC of this machine has no ITS");
	moves = 0;
	parts_move(0, MOVE_LPIS, send_both, send_again);
}

static void flip_line(void)
{
	static bool level;

	level = !level;
	line_set(&guest.vm, MOVE_SPI, level);
}

TEST(line, "a line that is high in one machine is high in the next until its device lowers it",
     GIC_API)
{
	guest_boot(1, 0, 0, NULL);
	parts_move(0, MOVE_LINE, flip_line, NULL);
}
