/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGNAL PROCESSOR: the orders by which CPUs start, stop, look at and interrupt
 * each other, their condition codes and status bits.
 *
 * Each CPU but the first sees storage through a prefix of its own. A host keeps
 * the state of a CPU apart from the thread that runs it, and these orders are
 * where both must agree.
 *
 * Principles of Operation, SIGNAL PROCESSOR.
 */
#include <alloc.h>
#include <clock.h>
#include <irq.h>
#include <lowcore.h>
#include <sigp.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define PATIENCE      (5 * NS_PER_S)
#define NO_SUCH_CPU   0xfff0
#define NO_SUCH_ORDER 0xff
#define CITED	      CITE("Principles of Operation, SIGNAL PROCESSOR")

static uint16_t address_of(unsigned int id)
{
	return smp_cpu(id)->hardware_id;
}

static uint32_t sense(unsigned int id)
{
	uint32_t status = 0;

	sigp_wait(address_of(id), SIGP_SENSE, 0, &status);
	return status;
}

static bool wait_until_stopped(unsigned int id)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (!(sense(id) & SIGP_STOPPED) && clock_ns() < end)
		cpu_relax();
	return sense(id) & SIGP_STOPPED;
}

static void spin(void *context)
{
	volatile unsigned int *turns = context;

	for (;;)
		(*turns)++;
}

/* CPU 1 spins, has been seen to spin, and is stopped. */
static volatile unsigned int *stop_spinning(unsigned int order)
{
	static volatile unsigned int turns;

	turns = 0;
	smp_run(1, spin, (void *)&turns);
	while (!turns)
		cpu_relax();
	CHECK_EQ(sigp_wait(address_of(1), order, 0, NULL), SIGP_ACCEPTED);
	REQUIRE(wait_until_stopped(1));
	return &turns;
}

TEST(sense_not_operational, "an order to an address without a CPU sets condition code 3", CITED)
{
	CHECK_EQ(sigp_wait(NO_SUCH_CPU, SIGP_SENSE, 0, NULL), SIGP_NOT_OPERATIONAL);
}

TEST(sense_running, "SENSE of a CPU that runs sets condition code 0", CITED)
{
	CHECK_EQ(sigp_wait(address_of(0), SIGP_SENSE, 0, NULL), SIGP_ACCEPTED);
}

TEST(sense_stopped, "SENSE of a CPU that never ran stores the status 'stopped' alone",
     NEEDS("cpus=2") CITED)
{
	uint32_t status = 0;

	CHECK_EQ(sigp_wait(address_of(1), SIGP_SENSE, 0, &status), SIGP_STATUS_STORED);
	CHECK_EQ(status, SIGP_STOPPED);
}

TEST(invalid_order, "an order that does not exist stores the status 'invalid order'",
     NEEDS("cpus=2") CITED)
{
	uint32_t status = 0;

	CHECK_EQ(sigp_wait(address_of(1), NO_SUCH_ORDER, 0, &status), SIGP_STATUS_STORED);
	CHECK_EQ(status, SIGP_INVALID_ORDER);
}

TEST(architecture_is_fixed, "SET ARCHITECTURE to what the CPU is in already is refused by status",
     CITED)
{
	uint32_t status = 0;

	CHECK_EQ(sigp_wait(address_of(0), SIGP_SET_ARCHITECTURE, 1, &status), SIGP_STATUS_STORED);
	CHECK_EQ(status, SIGP_INVALID_PARAMETER);
}

TEST(stop_ends_execution,
     "a CPU that was stopped executes nothing until it is started, then goes on",
     NEEDS("cpus=2") CITED)
{
	volatile unsigned int *turns = stop_spinning(SIGP_STOP);
	unsigned int before = *turns;
	uint64_t end;

	clock_delay(5 * NS_PER_MS);
	CHECK_EQ(*turns, before);
	CHECK_EQ(sigp_wait(address_of(1), SIGP_START, 0, NULL), SIGP_ACCEPTED);
	end = clock_ns() + PATIENCE * clock_slowness();
	while (*turns == before && clock_ns() < end)
		cpu_relax();
	CHECK_NE(*turns, before);
	CHECK_EQ(sense(1), 0);
}

TEST(stop_and_store_status,
     "STOP AND STORE STATUS leaves the registers in absolute storage at 0x1200",
     NEEDS("cpus=2") CITED)
{
	struct lowcore *absolute = lowcore(); /* this CPU has prefix 0 */

	memset(absolute->saved_fprs, 0, LOWCORE_SIZE - offsetof(struct lowcore, saved_fprs));
	stop_spinning(SIGP_STOP_AND_STORE_STATUS);
	CHECK_EQ(absolute->saved_prefix, (uintptr_t)smp_cpu(1)->arch.prefix);
	CHECK_GE(absolute->saved_psw.address, (uintptr_t)spin);
	CHECK_LT(absolute->saved_psw.address, (uintptr_t)spin + 64);
	CHECK(absolute->saved_psw.mask & PSW_DAT);
	CHECK_GE(absolute->saved_gprs[15], smp_cpu(1)->stack_low);
	CHECK_LT(absolute->saved_gprs[15], smp_cpu(1)->stack_high);
}

TEST(store_status_at_address, "STORE STATUS AT ADDRESS puts the registers where it is told",
     NEEDS("cpus=2") CITED)
{
	uint8_t *area = page_alloc(1);
	uint64_t stack;

	stop_spinning(SIGP_STOP);
	CHECK_EQ(sigp_wait(address_of(1), SIGP_STORE_STATUS_AT_ADDRESS, (uintptr_t)area, NULL),
		 SIGP_ACCEPTED);
	/* The area is that of the lowcore from 0x1200 on. */
	memcpy(&stack, area + offsetof(struct lowcore, saved_gprs[15]) - 0x1200, sizeof(stack));
	CHECK_GE(stack, smp_cpu(1)->stack_low);
	CHECK_LT(stack, smp_cpu(1)->stack_high);
}

static void check_incorrect_state(unsigned int order, uint64_t parameter)
{
	uint32_t status = 0;

	CHECK_EQ(sigp_wait(address_of(1), order, parameter, &status), SIGP_STATUS_STORED);
	CHECK_EQ(status, SIGP_INCORRECT_STATE);
}

TEST(only_when_stopped, "SET PREFIX and STORE STATUS AT ADDRESS are refused while the CPU runs",
     NEEDS("cpus=2") CITED)
{
	uintptr_t area = (uintptr_t)page_alloc_aligned(2, LOWCORE_SIZE);
	static volatile unsigned int turns;

	smp_run(1, spin, (void *)&turns);
	check_incorrect_state(SIGP_SET_PREFIX, area);
	check_incorrect_state(SIGP_STORE_STATUS_AT_ADDRESS, area);
}

TEST(prefix_must_exist, "SET PREFIX to where there is no storage is refused as a bad parameter",
     NEEDS("cpus=2") CITED)
{
	const uint32_t no_storage = 0x7fffe000;
	uint32_t status = 0;

	CHECK_EQ(sigp_wait(address_of(1), SIGP_SET_PREFIX, no_storage, &status),
		 SIGP_STATUS_STORED);
	CHECK_EQ(status, SIGP_INVALID_PARAMETER);
}

static void disabled_loop(void *context)
{
	irq_disable();
	spin(context);
}

TEST(one_external_call, "a second external call is refused while the first is pending",
     NEEDS("cpus=2") CITED)
{
	static volatile unsigned int turns;
	uint32_t status = 0;

	turns = 0;
	smp_run(1, disabled_loop, (void *)&turns);
	while (!turns)
		cpu_relax();
	CHECK_EQ(sigp_wait(address_of(1), SIGP_EXTERNAL_CALL, 0, NULL), SIGP_ACCEPTED);
	CHECK_EQ(sense(1), SIGP_EXTERNAL_CALL_PENDING);
	CHECK_EQ(sigp_wait(address_of(1), SIGP_EXTERNAL_CALL, 0, &status), SIGP_STATUS_STORED);
	CHECK_EQ(status, SIGP_EXTERNAL_CALL_PENDING);
}

TEST(reset_stops, "INITIAL CPU RESET stops a CPU that runs with interrupts disabled",
     NEEDS("cpus=2") CITED)
{
	static volatile unsigned int turns;
	unsigned int before;

	turns = 0;
	smp_run(1, disabled_loop, (void *)&turns);
	while (!turns)
		cpu_relax();
	CHECK_EQ(sigp_wait(address_of(1), SIGP_INITIAL_CPU_RESET, 0, NULL), SIGP_ACCEPTED);
	CHECK(sense(1) & SIGP_STOPPED);
	before = turns;
	clock_delay(5 * NS_PER_MS);
	CHECK_EQ(turns, before);
}

struct own {
	uint32_t prefix;
	uint16_t address;
	uint64_t through_real;
};

/* What real storage holds, by an instruction that knows no translation. */
static void look_at_own(void *context)
{
	struct own *own = context;

	__asm__ volatile("stpx %0" : "=Q"(own->prefix));
	__asm__ volatile("stap %0" : "=Q"(own->address));
	__asm__ volatile("lurag %0,%1"
			 : "=d"(own->through_real)
			 : "a"(offsetof(struct lowcore, this_cpu)));
}

TEST(each_its_own_prefix, "real storage at 0 is each CPU's own, and so is its address",
     NEEDS("cpus=2") CITE("Principles of Operation, Prefixing"))
{
	struct own own;

	for (unsigned int id = 1; id < smp_count(); id++) {
		smp_call(id, look_at_own, &own);
		CHECK_EQ(own.prefix, (uintptr_t)smp_cpu(id)->arch.prefix);
		CHECK_EQ(own.address, address_of(id));
		CHECK_EQ(own.through_real, (uintptr_t)smp_cpu(id));
	}
}

static void look_at_prefix(void *context)
{
	uintptr_t *of_first_cpu = context;
	uintptr_t at = (uintptr_t)this_cpu()->arch.prefix + offsetof(struct lowcore, this_cpu);

	__asm__ volatile("lurag %0,%1" : "=d"(*of_first_cpu) : "a"(at));
}

TEST(prefix_swaps, "real storage at the prefix is absolute storage at 0",
     NEEDS("cpus=2") CITE("Principles of Operation, Prefixing"))
{
	uintptr_t found = 0;

	smp_call(1, look_at_prefix, &found);
	CHECK_EQ(found, (uintptr_t)smp_cpu(0));
}

TEST(start_and_stop_again, "a CPU can be stopped and started 200 times", NEEDS("cpus=2") CITED)
{
	struct own own;

	for (unsigned int i = 0; i < 200; i++) {
		own.address = 0;
		smp_call(1, look_at_own, &own);
		CHECK_EQ(own.address, address_of(1));
		REQUIRE(smp_stop(1));
		CHECK_EQ(sense(1), SIGP_STOPPED);
	}
}
