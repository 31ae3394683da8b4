/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between gic.c, which knows the distributor, and the two kinds of CPU
 * interface.
 */
#ifndef GIC_IMPL_H
#define GIC_IMPL_H

#include <stdbool.h>
#include <stdint.h>

struct cpu;

/* Distributor; the first 32 interrupts have the same places in a GICv3 redistributor. */
enum {
	GICD_CTLR = 0x000,
	GICD_TYPER = 0x004,
	GICD_IGROUPR = 0x080,
	GICD_ISENABLER = 0x100,
	GICD_ICENABLER = 0x180,
	GICD_ISPENDR = 0x200,
	GICD_ICPENDR = 0x280,
	GICD_ISACTIVER = 0x300,
	GICD_ICACTIVER = 0x380,
	GICD_IPRIORITYR = 0x400,
	GICD_ITARGETSR = 0x800,
	GICD_ICFGR = 0xc00,
	GICD_SGIR = 0xf00,
	GICD_CPENDSGIR = 0xf10,
	GICD_SPENDSGIR = 0xf20,
	GICD_IROUTER = 0x6000,
};

/* What an acknowledgement gave; end() wants it back. */
struct gic_taken {
	unsigned int intid;
	unsigned int word;
	unsigned int sender; /* of an SGI, where the controller tells */
	bool fiq;
};

struct gic_interface {
	unsigned int version;
	void (*setup)(void); /* once: finds its registers, opens the distributor */
	void (*setup_cpu)(struct cpu *cpu);
	uintptr_t (*private_bank)(void); /* registers of INTIDs below 32, of this CPU */
	struct gic_taken (*take)(bool fiq);
	void (*end)(struct gic_taken taken);
	void (*route)(unsigned int intid, const struct cpu *cpu);
	void (*send)(const struct cpu *cpu, unsigned int sgi, bool fiq);
	void (*set_mask)(unsigned int mask);
	unsigned int (*mask)(void);
	unsigned int (*running_priority)(void);
};

extern const struct gic_interface gicv2, gicv3;

/* The distributor's registers, and whether both groups can be used. */
extern struct gic_state {
	const struct gic_interface *interface;
	uintptr_t distributor;
	int node; /* in the device tree */
	bool both_groups;
} gic;

/* For irq.c. */
void gic_setup_cpu(struct cpu *cpu, unsigned int timer);
struct gic_taken gic_take(bool fiq);
void gic_end(struct gic_taken taken);
bool gic_enable(unsigned int intid, bool fiq);
bool gic_disable(unsigned int intid);

#endif
