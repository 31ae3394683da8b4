/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGNAL PROCESSOR: what resets leave of a CPU and what they take, where its
 * status goes, and how it is interrupted. Starting and stopping is in smp.c.
 *
 * A dump, a kexec and every CPU that is plugged in depend on the difference
 * between the two resets, register by register.
 *
 * Principles of Operation, SIGNAL PROCESSOR and Resets.
 */
#include <alloc.h>
#include <bits.h>
#include <clock.h>
#include <control_register.h>
#include <frame.h>
#include <irq.h>
#include <lowcore.h>
#include <sigp.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define CITED	      CITE("Principles of Operation, SIGNAL PROCESSOR")
#define RESETS	      CITE("Principles of Operation, Resets, table of actions")
#define PATIENCE      (5 * NS_PER_S)
#define STATUS_OFFSET 0x1200 /* of the save area in the lowcore */
#define NO_STORAGE    0x7ffffe00ul
#define PATTERN	      0x0123456789abcdeful
#define CR0_INITIAL   0xe0ul
#define CR14_INITIAL  0xc2000000ul
#define FPC_INVALID   0x00800000u /* the flag of an invalid operation */
#define ADDITIONAL    1024	  /* bytes of additional status, and their alignment */

static uint16_t address_of(unsigned int id)
{
	return smp_cpu(id)->hardware_id;
}

static unsigned int order(unsigned int id, unsigned int code, uint64_t parameter, uint32_t *status)
{
	return sigp_wait(address_of(id), code, parameter, status);
}

static uint32_t sense(unsigned int id)
{
	uint32_t status = 0;

	order(id, SIGP_SENSE, 0, &status);
	return status;
}

static bool is_stopped(unsigned int id)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (!(sense(id) & SIGP_STOPPED) && clock_ns() < end)
		cpu_relax();
	return sense(id) & SIGP_STOPPED;
}

static volatile unsigned int spinning;

/* Registers of every kind hold the pattern, or a part of it, while the CPU goes round. */
static void hold_pattern(void *context)
{
	static const uint64_t pattern[2] = { PATTERN, ~PATTERN };

	(void)context;
	irq_disable();
	control_load(10, PATTERN);
	__asm__ volatile("	sar	%%a7,%0\n"
			 "	sfpc	%1\n"
			 "	ld	%%f9,0(%2)\n"
			 "	.insn	vrx,0xe70000000006,%%v20,0(%2),0\n" /* VL */
			 "	lgr	%%r7,%0\n"
			 "	mvhi	0(%3),1\n"
			 "0:	j	0b"
			 :
			 : "d"(PATTERN), "d"(FPC_INVALID), "a"(pattern), "a"(&spinning)
			 : "r7", "memory");
}

static void spin(void)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	spinning = 0;
	smp_run(1, hold_pattern, NULL);
	while (!spinning && clock_ns() < end)
		cpu_relax();
	REQUIRE(spinning);
}

/* The save area of CPU 1, as it is in the second half of its lowcore. */
static const struct lowcore *status_after(unsigned int code)
{
	uint8_t *area = page_alloc(4);

	spin();
	CHECK_EQ(order(1, code, 0, NULL), SIGP_ACCEPTED);
	REQUIRE(is_stopped(1));
	CHECK_EQ(order(1, SIGP_STORE_STATUS_AT_ADDRESS, (uintptr_t)area + 2 * PAGE_SIZE, NULL),
		 SIGP_ACCEPTED);
	return (const void *)(area + 2 * PAGE_SIZE - STATUS_OFFSET);
}

static void check_program_registers(const struct lowcore *status)
{
	CHECK_EQ(status->saved_gprs[7], PATTERN);
	CHECK_EQ(status->saved_fprs[9], PATTERN);
	CHECK_EQ(status->saved_acrs[7], PATTERN & ~0u);
}

TEST(status, "the status that is stored has every register as the CPU held it",
     NEEDS("cpus=2") NEEDS("vector") CITE("Principles of Operation, Store Status"))
{
	const struct lowcore *status = status_after(SIGP_STOP);

	check_program_registers(status);
	CHECK_EQ(status->saved_crs[10], PATTERN);
	CHECK_EQ(status->saved_fpc, FPC_INVALID);
	CHECK_EQ(status->saved_prefix, (uintptr_t)smp_cpu(1)->arch.prefix);
	CHECK_EQ(status->saved_psw.mask & (PSW_64BIT | PSW_DAT), PSW_64BIT | PSW_DAT);
	CHECK_GE(status->saved_psw.address, (uintptr_t)hold_pattern);
	CHECK_LT(status->saved_psw.address, (uintptr_t)hold_pattern + 256);
}

TEST(cpu_reset,
     "CPU RESET stops a CPU and leaves its registers, its prefix and its control registers",
     NEEDS("cpus=2") NEEDS("vector") RESETS)
{
	const struct lowcore *status = status_after(SIGP_CPU_RESET);

	check_program_registers(status);
	CHECK_EQ(status->saved_crs[10], PATTERN);
	CHECK_EQ(status->saved_crs[0], control_library[0]);
	CHECK_EQ(status->saved_fpc, FPC_INVALID);
	CHECK_EQ(status->saved_prefix, (uintptr_t)smp_cpu(1)->arch.prefix);
}

TEST(initial_cpu_reset, "INITIAL CPU RESET leaves the registers of programs alone",
     NEEDS("cpus=2") NEEDS("vector") RESETS)
{
	check_program_registers(status_after(SIGP_INITIAL_CPU_RESET));
}

TEST(initial_values,
     "INITIAL CPU RESET gives PSW, prefix, control registers and clocks initial values",
     NEEDS("cpus=2") NEEDS("vector") RESETS)
{
	const struct lowcore *status = status_after(SIGP_INITIAL_CPU_RESET);

	CHECK_EQ(status->saved_prefix, 0);
	CHECK_EQ(status->saved_psw.mask & ~(uint64_t)PSW_CC, 0);
	CHECK_EQ(status->saved_psw.address, 0);
	CHECK_EQ(status->saved_fpc, 0);
	CHECK_EQ(status->saved_clock_comparator, 0);
	CHECK_EQ(status->saved_tod_programmable, 0);
	for (unsigned int n = 0; n < CONTROL_REGISTERS; n++)
		CHECK_EQ(status->saved_crs[n], n == 0 ? CR0_INITIAL : n == 14 ? CR14_INITIAL : 0);
}

static void check_call_is_cleared(unsigned int code)
{
	spin();
	REQUIRE_EQ(order(1, SIGP_EXTERNAL_CALL, 0, NULL), SIGP_ACCEPTED);
	CHECK_EQ(sense(1), SIGP_EXTERNAL_CALL_PENDING);
	CHECK_EQ(order(1, code, 0, NULL), SIGP_ACCEPTED);
	REQUIRE(is_stopped(1));
	CHECK_EQ(sense(1), SIGP_STOPPED);
}

TEST(resets_clear_pending, "both resets clear an external call that is pending",
     NEEDS("cpus=2") NEEDS("vector") RESETS)
{
	check_call_is_cleared(SIGP_CPU_RESET);
	smp_reset();
	check_call_is_cleared(SIGP_INITIAL_CPU_RESET);
}

TEST(status_nowhere, "status is not stored where there is no storage", NEEDS("cpus=2") CITED)
{
	uint32_t status = 0;

	CHECK_EQ(order(1, SIGP_STORE_STATUS_AT_ADDRESS, NO_STORAGE, &status), SIGP_STATUS_STORED);
	CHECK_EQ(status, SIGP_INVALID_PARAMETER);
}

TEST(additional_status, "STORE ADDITIONAL STATUS stores the 32 vector registers",
     NEEDS("cpus=2") NEEDS("vector") CITE("Principles of Operation, Store Additional Status"))
{
	uint64_t(*vectors)[2] = page_alloc(1);

	spin();
	CHECK_EQ(order(1, SIGP_STOP, 0, NULL), SIGP_ACCEPTED);
	REQUIRE(is_stopped(1));
	CHECK_EQ(order(1, SIGP_STORE_ADDITIONAL_STATUS, (uintptr_t)vectors, NULL), SIGP_ACCEPTED);
	CHECK_EQ(vectors[20][0], PATTERN);
	CHECK_EQ(vectors[20][1], ~PATTERN);
	CHECK_EQ(vectors[9][0], PATTERN);
}

static void check_additional(uint64_t parameter, uint32_t wanted)
{
	uint32_t status = 0;

	CHECK_EQ(order(1, SIGP_STORE_ADDITIONAL_STATUS, parameter, &status), SIGP_STATUS_STORED);
	CHECK_EQ(status, wanted);
}

TEST(additional_refused,
     "STORE ADDITIONAL STATUS is refused while the CPU runs, and off a boundary of its size",
     NEEDS("cpus=2") NEEDS("vector") CITE("Principles of Operation, Store Additional Status"))
{
	uintptr_t area = (uintptr_t)page_alloc(1);

	spin();
	check_additional(area, SIGP_INCORRECT_STATE);
	CHECK_EQ(order(1, SIGP_STOP, 0, NULL), SIGP_ACCEPTED);
	REQUIRE(is_stopped(1));
	check_additional(area + ADDITIONAL / 2, SIGP_INVALID_PARAMETER);
}

TEST(additional_nowhere, "additional status is not stored where there is no storage",
     NEEDS("cpus=2") NEEDS("vector") CITE("Principles of Operation, Store Additional Status"))
{
	check_additional(1ul << 39, SIGP_INVALID_PARAMETER);
}

TEST(running_status, "SENSE RUNNING STATUS tells whether a CPU runs",
     NEEDS("cpus=2") NEEDS("vector") NEEDS("facility=9") CITED)
{
	uint32_t status = 0;

	CHECK_EQ(order(1, SIGP_SENSE_RUNNING_STATUS, 0, &status), SIGP_STATUS_STORED);
	CHECK_EQ(status, SIGP_NOT_RUNNING);
	CHECK_EQ(order(0, SIGP_SENSE_RUNNING_STATUS, 0, &status), SIGP_ACCEPTED);
}

TEST(status_in_right_half, "status replaces the right half of the register, the left half stays",
     NEEDS("cpus=2") CITED)
{
	uint64_t address = address_of(1);
	register uint64_t status __asm__("r2") = PATTERN;
	register uint64_t parameter __asm__("r3") = 0;
	unsigned int cc;

	__asm__ volatile("	sigp	%1,%3,1\n" /* SENSE */
			 "	ipm	%0\n"
			 "	srl	%0,28"
			 : "=&d"(cc), "+d"(status)
			 : "d"(parameter), "d"(address)
			 : "cc", "memory");
	CHECK_EQ(cc, SIGP_STATUS_STORED);
	CHECK_EQ(status, (PATTERN & ~0xfffffffful) | SIGP_STOPPED);
}

static volatile unsigned int restarts;

static void count_restart(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	restarts++;
}

TEST(restart_itself, "a CPU that restarts itself is interrupted, and goes on where it was", CITED)
{
	restarts = 0;
	irq_register(IRQ_RESTART, count_restart, NULL);
	for (unsigned int i = 1; i <= 100; i++) {
		uint64_t end = clock_ns() + PATIENCE * clock_slowness();

		CHECK_EQ(order(0, SIGP_RESTART, 0, NULL), SIGP_ACCEPTED);
		while (restarts < i && clock_ns() < end)
			cpu_relax();
		REQUIRE_EQ(restarts, i);
	}
}

static volatile unsigned int signals_from[8];

static void count_sender(const struct irq *irq, void *context)
{
	(void)context;
	for (unsigned int id = 0; id < smp_count() && id < 8; id++)
		signals_from[id] += address_of(id) == irq->frame->external_cpu;
}

static void signal_first(void *context)
{
	order(0, *(unsigned int *)context, 0, NULL);
}

static void check_senders(unsigned int code)
{
	memset((void *)signals_from, 0, sizeof(signals_from));
	irq_register(IRQ_EXTERNAL(EXTERNAL_EMERGENCY), count_sender, NULL);
	irq_disable();
	for (unsigned int id = 1; id < smp_count() && id < 8; id++) {
		smp_run(id, signal_first, &code);
		while (smp_cpu(id)->state == CPU_BUSY)
			cpu_relax();
	}
	irq_enable();
	clock_delay(NS_PER_MS);
	for (unsigned int id = 1; id < smp_count() && id < 8; id++)
		CHECK_EQ(signals_from[id], 1);
}

TEST(emergency_of_each,
     "emergency signals of several CPUs that were held back come one by one, each "
     "with its sender",
     NEEDS("cpus=3") CITE("Principles of Operation, Emergency Signal"))
{
	check_senders(SIGP_EMERGENCY_SIGNAL);
}

TEST(conditional_emergency,
     "a conditional emergency signal to a CPU that runs is an emergency signal",
     NEEDS("cpus=2")
	     CITE("Principles of Operation, SIGNAL PROCESSOR, Conditional Emergency Signal"))
{
	check_senders(SIGP_CONDITIONAL_EMERGENCY_SIGNAL);
}

TEST(without_effect, "STOP of a stopped CPU and START of one that runs are accepted, to no effect",
     NEEDS("cpus=2") NEEDS("vector") CITED)
{
	CHECK_EQ(order(1, SIGP_STOP, 0, NULL), SIGP_ACCEPTED);
	CHECK_EQ(sense(1), SIGP_STOPPED);
	spin();
	CHECK_EQ(order(1, SIGP_START, 0, NULL), SIGP_ACCEPTED);
	CHECK_EQ(sense(1), 0);
}
