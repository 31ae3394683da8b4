/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interrupt controller, which is KVM's: GICv3 where there is one, else GICv2. */
#include <sys/ioctl.h>

#include "../say.h"
#include "virt.h"

struct gic gic;

static bool try_create(struct vm *vm, unsigned int version)
{
	struct kvm_create_device device = {
		.type = version == 3 ? KVM_DEV_TYPE_ARM_VGIC_V3 : KVM_DEV_TYPE_ARM_VGIC_V2,
	};

	if (ioctl(vm->fd, KVM_CREATE_DEVICE, &device))
		return false;
	gic = (struct gic){ .version = version, .fd = device.fd, .its = -1 };
	return true;
}

void gic_create(struct vm *vm, const struct options *options)
{
	if (options->gic != 2 && try_create(vm, 3))
		return;
	if (options->gic != 3 && try_create(vm, 2))
		return;
	if (options->gic)
		die("KVM has no GICv%u here", options->gic);
	die("KVM has no interrupt controller, neither GICv3 nor GICv2");
}

void gic_attribute(bool get, int fd, uint32_t group, uint64_t attribute, void *value)
{
	struct kvm_device_attr attr = {
		.group = group,
		.attr = attribute,
		.addr = (uintptr_t)value,
	};

	if (get)
		KVM_CALL(fd, KVM_GET_DEVICE_ATTR, &attr);
	else
		KVM_CALL(fd, KVM_SET_DEVICE_ATTR, &attr);
}

static void set(unsigned int group, uint64_t attribute, void *value)
{
	gic_attribute(false, gic.fd, group, attribute, value);
}

static void place_v3(const struct vm *vm)
{
	uint64_t distributor = GIC_DISTRIBUTOR, few = GIC_REDISTRIBUTORS;
	uint64_t many = (uint64_t)vm->cpu_count << 52 | GIC_MANY;

	set(KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_DIST, &distributor);
	if (vm->cpu_count > GIC_FEW_CPUS)
		set(KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_REDIST_REGION, &many);
	else
		set(KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_REDIST, &few);
}

static void place_v2(const struct vm *vm)
{
	uint64_t distributor = GIC_DISTRIBUTOR, interface = GIC_V2_INTERFACE;

	if (vm->cpu_count > GIC_MAX_V2)
		die("a GICv2 has %u CPUs at most", GIC_MAX_V2);
	set(KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V2_ADDR_TYPE_DIST, &distributor);
	set(KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V2_ADDR_TYPE_CPU, &interface);
}

void gic_finish(struct vm *vm)
{
	uint32_t lines = GIC_LINES;

	if (gic.version == 3)
		place_v3(vm);
	else
		place_v2(vm);
	set(KVM_DEV_ARM_VGIC_GRP_NR_IRQS, 0, &lines);
	set(KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, NULL);
	if (gic.version == 3)
		gic.its = its_create(vm);
}

#define IRQ_TYPE_SPI (KVM_ARM_IRQ_TYPE_SPI << KVM_ARM_IRQ_TYPE_SHIFT)
#define FIRST_SPI    32

_Static_assert(GIC_LINES - FIRST_SPI <= 64, "a bit of gic.lines for each SPI");

void line_set(struct vm *vm, unsigned int spi, bool level)
{
	struct kvm_irq_level line = { .irq = IRQ_TYPE_SPI | (FIRST_SPI + spi), .level = level };

	KVM_CALL(vm->fd, KVM_IRQ_LINE, &line);
	if (level)
		gic.lines |= 1ull << spi;
	else
		gic.lines &= ~(1ull << spi);
}
