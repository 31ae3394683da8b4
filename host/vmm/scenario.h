/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios: cases of which the host's side is the point. They are written as a guest's
 * are, with TEST() and CHECK(), one file in scenario/ for each scenario, and print KTAP.
 * A case begins with guest_boot() of the guest that is the scenario's counterpart, in
 * vmm/, see bell.h.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#include "../../lib/claim.h"
#include "bell.h"
#include "machine.h"

#define KVM_API(where) CITE("Linux, virt/kvm/api.rst, " where)

bool scenario_exists(const char *name);
/* Runs the cases of scenario/NAME.c. */
void scenario_run(const char *name, const struct options *options);
/* Prints the names of all. */
void scenario_list(void);

#define GUEST_MAX_CPUS 64

/* The guest of this case; it is torn down when the case ends. */
struct guest {
	struct vm vm;
	unsigned int area; /* slot of the area; without one, of the memory */
};
extern struct guest guest;

/*
 * Makes a machine with an area of so many pages in a slot of its own with these flags, boots
 * the scenario's guest in it, and waits until all CPUs have rung the bell. prepare, if not
 * NULL, is called before there are the area and CPUs.
 */
void guest_boot(unsigned int cpus, uint64_t pages, uint32_t flags, void (*prepare)(struct vm *vm));
/* Tells the CPU what to do; guest_wait() waits until it has. guest_do() is both. */
void guest_tell(unsigned int cpu, const struct command *command);
void guest_wait(unsigned int cpu);
bool guest_is_busy(unsigned int cpu);
/* The command that the CPU is at work on, in the memory of the guest. */
volatile struct command *guest_command(unsigned int cpu);
uint64_t guest_do(unsigned int cpu, const struct command *command);
/*
 * Stops the guest wherever it is, takes the state out of KVM, ends the machine, makes another
 * one, puts the state in, and lets the guest go on. look, if not NULL, is called when the guest
 * has stopped.
 */
void guest_replace(void (*look)(struct vm *vm));
void guest_destroy(void);
/* What chance begins with, hp.seed of the command line; prints it, to be repeated. */
unsigned int guest_seed(void);
/* Where the area is, and a place of two pages for a device. */
uint64_t guest_area(void);
uint64_t guest_device(void);

#endif
