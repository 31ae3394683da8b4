/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUs: starting them, giving them work, stopping them.
 *
 * CPUs are numbered from 0, the one that booted, in the order in which the
 * machine describes them. A started CPU sleeps until it is given a function.
 * All CPUs but the first are stopped at the end of each case.
 */
#ifndef SMP_H
#define SMP_H

#include <arch_cpu.h> /* struct arch_cpu, this_cpu(), cpu_relax() */
#include <jump.h>
#include <stdbool.h>
#include <stdint.h>

typedef void smp_function(void *context);

struct barrier;
struct timer;

enum cpu_state { CPU_STOPPED, CPU_STARTING, CPU_IDLE, CPU_BUSY };

/* Of one CPU; this_cpu() is the caller's. */
struct cpu {
	struct cpu *self;
	unsigned int id;
	unsigned int irq_depth;	 /* interrupts being handled */
	unsigned int probed;	 /* see trap.h */
	uint64_t hardware_id;	 /* CPU address, MPIDR, APIC id */
	uintptr_t stack_low;	 /* lowest usable address */
	uintptr_t stack_high;	 /* initial stack pointer */
	struct timer *timers;	 /* armed, nearest first */
	struct jump end_of_work; /* where REQUIRE and crashes lead */
	smp_function *function;
	void *context;
	volatile enum cpu_state state;
	struct cpu *waiter; /* sleeps until this CPU has done its work */
	struct arch_cpu arch;
	struct barrier *barrier; /* before which this CPU sleeps */
};

unsigned int smp_count(void);
unsigned int smp_id(void);
struct cpu *smp_cpu(unsigned int id);

bool smp_start(unsigned int id); /* true if it runs now or ran before */
bool smp_stop(unsigned int id);

/* Starts the CPU if necessary. smp_run() does not wait; smp_call() is run and wait. */
void smp_run(unsigned int id, smp_function *function, void *context);
bool smp_wait(unsigned int id, uint64_t timeout_ns);
void smp_call(unsigned int id, smp_function *function, void *context);
void smp_call_all(unsigned int count, smp_function *function, void *context); /* CPUs 0..count-1 */

void smp_ipi(unsigned int id); /* raises IRQ_IPI there */

struct barrier {
	unsigned int size;
	unsigned int waiting;
	unsigned int generation;
};

void barrier_init(struct barrier *barrier, unsigned int size);
void barrier_wait(struct barrier *barrier);

/* Stops all CPUs but the first; false if one could not be stopped. */
bool smp_reset(void);

/* Prepares the first CPU's struct cpu; the library's own start calls it. */
void smp_setup_boot_cpu(void);

/* Where lib/ARCH/smp.c lets a started CPU arrive: on its own stack, this_cpu() valid. */
void smp_arrive(void) __attribute__((noreturn));

/*
 * From lib/ARCH/smp.c. cpu_discover() fills in hardware ids, the booting CPU's
 * first, and returns how many CPUs there are, also if that is more than max.
 * cpu_start() returns false if the machine refused; cpu_stop() may use an
 * interrupt, and returns true once the CPU no longer executes.
 */
unsigned int cpu_discover(uint64_t *hardware_ids, unsigned int max);
void cpu_setup(struct cpu *cpu); /* on the CPU itself: makes this_cpu() return cpu */
bool cpu_start(struct cpu *cpu);
bool cpu_stop(struct cpu *cpu);
void cpu_ipi(struct cpu *cpu);

/*
 * Ends irq_idle() there, without calling a handler: an interrupt of its own that
 * is always open and whose only effect is case_end_if_crashed(), see <case.h>.
 */
void cpu_kick(struct cpu *cpu);

#endif
