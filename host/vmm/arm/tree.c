/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device tree: what the guest learns of its machine. */
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "../say.h"
#include "virt.h"

#define PHANDLE_GIC   1
#define PHANDLE_CLOCK 2

#define KIND_SPI 0
#define KIND_PPI 1

#define LEVEL_HIGH    4
#define LEVEL_LOW     8
#define V2_CPUS_SHIFT 8 /* in GICv2, each private interrupt names its CPUs */

#define CLOCK_HZ 24000000

#define MPIDR	       ARM64_SYS_REG(3, 0, 0, 0, 5)
#define MPIDR_AFFINITY 0xff00ffffffull

#define CELLS(value) (uint32_t)((uint64_t)(value) >> 32), (uint32_t)(value)

/* libfdt's complaint: it can only be that the tree got too long. */
static void check(int error)
{
	if (error < 0)
		die("the device tree: %s", fdt_strerror(error));
}

static void cells(void *tree, const char *name, const uint32_t *values, unsigned int count)
{
	fdt32_t big[32];

	for (unsigned int i = 0; i < count; i++)
		big[i] = cpu_to_fdt32(values[i]);
	check(fdt_property(tree, name, big, count * sizeof(big[0])));
}

#define CELL_LIST(tree, name, ...)                                       \
	do {                                                             \
		const uint32_t list[] = { __VA_ARGS__ };                 \
		cells(tree, name, list, sizeof(list) / sizeof(list[0])); \
	} while (0)

static void text(void *tree, const char *name, const char *value)
{
	check(fdt_property_string(tree, name, value));
}

static void add_chosen(void *tree, const struct options *options)
{
	check(fdt_begin_node(tree, "chosen"));
	text(tree, "bootargs", options->command_line);
	text(tree, "stdout-path", "/pl011@9000000");
	check(fdt_end_node(tree));
}

static void add_memory(void *tree, const struct options *options)
{
	check(fdt_begin_node(tree, "memory@40000000"));
	text(tree, "device_type", "memory");
	CELL_LIST(tree, "reg", CELLS(MEMORY), CELLS(options->memory));
	check(fdt_end_node(tree));
}

static void add_cpu(void *tree, struct vcpu *vcpu)
{
	uint64_t affinity = cpu_register(vcpu, MPIDR) & MPIDR_AFFINITY;
	char name[32];

	snprintf(name, sizeof(name), "cpu@%llx", (unsigned long long)affinity);
	check(fdt_begin_node(tree, name));
	text(tree, "device_type", "cpu");
	text(tree, "compatible", "arm,armv8");
	text(tree, "enable-method", "psci");
	CELL_LIST(tree, "reg", CELLS(affinity));
	check(fdt_end_node(tree));
}

static void add_cpus(void *tree, struct vm *vm)
{
	check(fdt_begin_node(tree, "cpus"));
	CELL_LIST(tree, "#address-cells", 2);
	CELL_LIST(tree, "#size-cells", 0);
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		add_cpu(tree, &vm->cpus[id]);
	check(fdt_end_node(tree));
}

static void add_psci(void *tree)
{
	static const char compatible[] = "arm,psci-1.0\0arm,psci-0.2";

	check(fdt_begin_node(tree, "psci"));
	check(fdt_property(tree, "compatible", compatible, sizeof(compatible)));
	text(tree, "method", "hvc");
	check(fdt_end_node(tree));
}

static void add_its(void *tree)
{
	check(fdt_begin_node(tree, "its@8080000"));
	text(tree, "compatible", "arm,gic-v3-its");
	check(fdt_property(tree, "msi-controller", NULL, 0));
	CELL_LIST(tree, "#msi-cells", 1);
	CELL_LIST(tree, "reg", CELLS(GIC_ITS), CELLS(GIC_ITS_SIZE));
	check(fdt_end_node(tree));
}

static void add_gic(void *tree, const struct vm *vm)
{
	bool many = vm->cpu_count > GIC_FEW_CPUS;

	check(fdt_begin_node(tree, "intc@8000000"));
	text(tree, "compatible", gic.version == 3 ? "arm,gic-v3" : "arm,cortex-a15-gic");
	check(fdt_property(tree, "interrupt-controller", NULL, 0));
	CELL_LIST(tree, "#interrupt-cells", 3);
	if (gic.version == 3)
		CELL_LIST(tree, "reg", CELLS(GIC_DISTRIBUTOR), CELLS(GIC_DISTRIBUTOR_SIZE),
			  CELLS(many ? GIC_MANY : GIC_REDISTRIBUTORS),
			  CELLS(vm->cpu_count * GIC_REDISTRIBUTOR));
	else
		CELL_LIST(tree, "reg", CELLS(GIC_DISTRIBUTOR), CELLS(GIC_DISTRIBUTOR_SIZE),
			  CELLS(GIC_V2_INTERFACE), CELLS(GIC_V2_SIZE));
	CELL_LIST(tree, "phandle", PHANDLE_GIC);
	CELL_LIST(tree, "#address-cells", 2);
	CELL_LIST(tree, "#size-cells", 2);
	check(fdt_property(tree, "ranges", NULL, 0));
	if (gic.its >= 0)
		add_its(tree);
	check(fdt_end_node(tree));
}

/* How a private interrupt is described, with its CPUs where the GIC wants that. */
static uint32_t private_flags(const struct vm *vm)
{
	return gic.version == 3 ? LEVEL_LOW
				: LEVEL_LOW | ((1u << vm->cpu_count) - 1) << V2_CPUS_SHIFT;
}

static void add_timer(void *tree, const struct vm *vm)
{
	uint32_t flags = private_flags(vm);

	check(fdt_begin_node(tree, "timer"));
	text(tree, "compatible", "arm,armv8-timer");
	CELL_LIST(tree, "interrupts", KIND_PPI, PPI_TIMER_SECURE, flags, KIND_PPI,
		  PPI_TIMER_PHYSICAL, flags, KIND_PPI, PPI_TIMER_VIRTUAL, flags, KIND_PPI,
		  PPI_TIMER_HYPERVISOR, flags);
	check(fdt_property(tree, "always-on", NULL, 0));
	check(fdt_end_node(tree));
}

static void add_pmu(void *tree, const struct vm *vm)
{
	if (!cpu_has_pmu(vm))
		return;
	check(fdt_begin_node(tree, "pmu"));
	text(tree, "compatible", "arm,armv8-pmuv3");
	CELL_LIST(tree, "interrupts", KIND_PPI, PPI_PMU,
		  (private_flags(vm) & ~(uint32_t)LEVEL_LOW) | LEVEL_HIGH);
	check(fdt_end_node(tree));
}

static void add_clock(void *tree)
{
	check(fdt_begin_node(tree, "apb-pclk"));
	text(tree, "compatible", "fixed-clock");
	CELL_LIST(tree, "#clock-cells", 0);
	CELL_LIST(tree, "clock-frequency", CLOCK_HZ);
	CELL_LIST(tree, "phandle", PHANDLE_CLOCK);
	check(fdt_end_node(tree));
}

static void add_uart(void *tree)
{
	static const char compatible[] = "arm,pl011\0arm,primecell";
	static const char clocks[] = "uartclk\0apb_pclk";

	check(fdt_begin_node(tree, "pl011@9000000"));
	check(fdt_property(tree, "compatible", compatible, sizeof(compatible)));
	CELL_LIST(tree, "reg", CELLS(UART), CELLS(UART_SIZE));
	CELL_LIST(tree, "interrupts", KIND_SPI, UART_SPI, LEVEL_HIGH);
	CELL_LIST(tree, "clocks", PHANDLE_CLOCK, PHANDLE_CLOCK);
	check(fdt_property(tree, "clock-names", clocks, sizeof(clocks)));
	check(fdt_end_node(tree));
}

static void add_rtc(void *tree)
{
	static const char compatible[] = "arm,pl031\0arm,primecell";

	check(fdt_begin_node(tree, "pl031@9010000"));
	check(fdt_property(tree, "compatible", compatible, sizeof(compatible)));
	CELL_LIST(tree, "reg", CELLS(RTC), CELLS(RTC_SIZE));
	CELL_LIST(tree, "interrupts", KIND_SPI, RTC_SPI, LEVEL_HIGH);
	CELL_LIST(tree, "clocks", PHANDLE_CLOCK);
	text(tree, "clock-names", "apb_pclk");
	check(fdt_end_node(tree));
}

void tree_create(struct vm *vm, const struct options *options, uint64_t at)
{
	void *tree = vm_at(vm, at, TREE_SIZE);

	check(fdt_create(tree, TREE_SIZE));
	check(fdt_finish_reservemap(tree));
	check(fdt_begin_node(tree, ""));
	text(tree, "compatible", "hostproof,vmm");
	text(tree, "model", "hostproof,vmm");
	CELL_LIST(tree, "#address-cells", 2);
	CELL_LIST(tree, "#size-cells", 2);
	CELL_LIST(tree, "interrupt-parent", PHANDLE_GIC);
	add_chosen(tree, options);
	add_memory(tree, options);
	add_cpus(tree, vm);
	add_psci(tree);
	add_gic(tree, vm);
	add_timer(tree, vm);
	add_pmu(tree, vm);
	add_clock(tree);
	add_uart(tree);
	add_rtc(tree);
	check(fdt_end_node(tree));
	check(fdt_finish(tree));
}
