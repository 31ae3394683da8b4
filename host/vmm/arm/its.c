/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt translation service of a GICv3, which is KVM's, and its state: registers, and
 * tables that KVM writes into the guest's memory when it is asked to.
 */
#include <sys/ioctl.h>

#include "gic_state.h"

#define GITS_CTLR	0x00
#define GITS_IIDR	0x04
#define GITS_CBASER	0x80
#define GITS_CWRITER	0x88
#define GITS_CREADR	0x90
#define GITS_BASER(n)	(0x100 + 8 * (n))
#define GITS_TRANSLATER 0x10040

/* The queue's address first, since its position is 0 after that. */
static const uint32_t registers[] = {
	GITS_CBASER,   GITS_IIDR,     GITS_CREADR,   GITS_CWRITER,  GITS_BASER(0), GITS_BASER(1),
	GITS_BASER(2), GITS_BASER(3), GITS_BASER(4), GITS_BASER(5), GITS_BASER(6), GITS_BASER(7),
};

const uint64_t its_doorbell = GIC_ITS + GITS_TRANSLATER;

int its_create(struct vm *vm)
{
	struct kvm_create_device device = { .type = KVM_DEV_TYPE_ARM_VGIC_ITS };
	uint64_t place = GIC_ITS;

	if (ioctl(vm->fd, KVM_CREATE_DEVICE, &device))
		return -1;
	gic_attribute(false, device.fd, KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_ITS_ADDR_TYPE, &place);
	gic_attribute(false, device.fd, KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT,
		      NULL);
	return device.fd;
}

static void transfer(struct gic_state *state, bool save, uint32_t reg)
{
	gic_attribute(save, gic.its, KVM_DEV_ARM_VGIC_GRP_ITS_REGS, reg, gic_next(state));
}

static void control(int fd, uint64_t action)
{
	gic_attribute(false, fd, KVM_DEV_ARM_VGIC_GRP_CTRL, action, NULL);
}

/* What is mapped is in the tables, and can be put back only while the ITS is off. */
void its_transfer(struct gic_state *state, bool save)
{
	if (save) {
		control(gic.its, KVM_DEV_ARM_ITS_SAVE_TABLES);
		control(gic.fd, KVM_DEV_ARM_VGIC_SAVE_PENDING_TABLES);
	}
	for (size_t i = 0; i < ARRAY_SIZE(registers); i++)
		transfer(state, save, registers[i]);
	if (!save)
		control(gic.its, KVM_DEV_ARM_ITS_RESTORE_TABLES);
	transfer(state, save, GITS_CTLR);
}
