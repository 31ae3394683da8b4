/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the arm64 machine, and where they are. */
#ifndef VIRT_H
#define VIRT_H

#include "../machine.h"

#define GIC_DISTRIBUTOR	     0x08000000ull
#define GIC_DISTRIBUTOR_SIZE 0x10000ull
#define GIC_V2_INTERFACE     0x08010000ull
#define GIC_V2_SIZE	     0x10000ull
#define GIC_ITS		     0x08080000ull
#define GIC_ITS_SIZE	     0x20000ull
#define GIC_REDISTRIBUTORS   0x080a0000ull
#define GIC_REDISTRIBUTOR    0x20000ull /* of each CPU */
#define GIC_FEW_CPUS	     123	/* so many of them fit there; more go above the memory */
#define GIC_MANY	     0x4000000000ull
#define GIC_MAX_V2	     8 /* CPUs */

#define UART	  0x09000000ull
#define UART_SIZE 0x1000ull
#define UART_SPI  1

#define RTC	 0x09010000ull
#define RTC_SIZE 0x1000ull
#define RTC_SPI	 2

#define MEMORY	  0x40000000ull
#define TREE_SIZE 0x200000ull /* at the end of the memory */

/* Private interrupts. */
#define PPI_TIMER_SECURE     13
#define PPI_TIMER_PHYSICAL   14
#define PPI_TIMER_VIRTUAL    11
#define PPI_TIMER_HYPERVISOR 10
#define PPI_PMU		     7
#define FIRST_PPI	     16

struct gic {
	unsigned int version;
	int fd;
	int its;	/* of a GICv3, or -1 */
	uint64_t lines; /* SPIs that line_set() has raised */
};

/* Before and after the CPUs are made. */
void gic_create(struct vm *vm, const struct options *options);
void gic_finish(struct vm *vm);
extern struct gic gic;
/* The ITS of a GICv3, and where devices write their messages to; -1 if KVM has none. */
int its_create(struct vm *vm);
extern const uint64_t its_doorbell;
#define GIC_LINES 96 /* with the private ones */

/* A line of a device, by its SPI. */
void line_set(struct vm *vm, unsigned int spi, bool level);

/* An attribute of the GIC or the ITS, out of KVM or into it. */
void gic_attribute(bool get, int fd, uint32_t group, uint64_t attribute, void *value);

/* Its state out of KVM, and into it again, which frees it. */
struct gic_state;
struct gic_state *gic_save(struct vm *vm);
void gic_restore(struct vm *vm, struct gic_state *state);

void uart_create(struct vm *vm);
struct uart_state *uart_save(void);
/* Also frees it. */
void uart_restore(struct uart_state *state);

bool cpu_has_pmu(const struct vm *vm);
#define CORE_REGISTER(name) \
	(KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(name))
uint64_t cpu_register(struct vcpu *vcpu, uint64_t id);
void cpu_set_register(struct vcpu *vcpu, uint64_t id, uint64_t value);

/* Writes the device tree. */
void tree_create(struct vm *vm, const struct options *options, uint64_t at);

#endif
