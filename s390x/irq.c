/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each class of interruption: external, supervisor call, program, restart. What
 * the machine tells about it, what the masks hold back, and that handlers may
 * be interrupted by their own class again, as deep as the stack allows.
 *
 * All interruptions of a class share one place for the old PSW and the code.
 * The library takes both away before it lets the next one in, and a host must
 * not write there any earlier than that.
 *
 * I/O and machine checks need a device: see io.c.
 */
#include <clock.h>
#include <control_register.h>
#include <frame.h>
#include <irq.h>
#include <registers.h>
#include <sigp.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define DEPTH	 16
#define PATIENCE (5 * NS_PER_S)

static volatile struct {
	unsigned int calls;
	struct irq irq;
	unsigned int code, ilc;
	uint64_t psw_mask, psw_address;
} seen;

static void see(const struct irq *irq, void *context)
{
	(void)context;
	seen.irq = *irq;
	seen.code = irq->frame->code;
	seen.ilc = irq->frame->ilc;
	seen.psw_mask = irq->frame->psw.mask;
	seen.psw_address = irq->frame->psw.address;
	seen.calls++;
}

static void see_only(unsigned int source)
{
	seen.calls = 0;
	irq_register(source, see, NULL);
}

static bool wait_for_calls(unsigned int calls)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (seen.calls < calls && clock_ns() < end)
		cpu_relax();
	return seen.calls >= calls;
}

static unsigned int signal_self(unsigned int order)
{
	return sigp_wait(smp_cpu(smp_id())->hardware_id, order, 0, NULL);
}

TEST(emergency_signal, "an emergency signal carries the address of the CPU that sent it",
     CITE("Principles of Operation, Emergency Signal"))
{
	see_only(IRQ_EXTERNAL(EXTERNAL_EMERGENCY));
	signal_self(SIGP_EMERGENCY_SIGNAL);
	REQUIRE(wait_for_calls(1));
	CHECK_EQ(seen.code, EXTERNAL_EMERGENCY);
	CHECK_EQ(seen.irq.parameter, smp_cpu(0)->hardware_id);
	CHECK_EQ(seen.irq.depth, 0);
}

TEST(external_call, "an external call carries the address of the CPU that sent it",
     CITE("Principles of Operation, External Call"))
{
	see_only(IRQ_EXTERNAL(EXTERNAL_CALL));
	signal_self(SIGP_EXTERNAL_CALL);
	REQUIRE(wait_for_calls(1));
	CHECK_EQ(seen.code, EXTERNAL_CALL);
	CHECK_EQ(seen.irq.parameter, smp_cpu(0)->hardware_id);
}

static void send_from_here(void *target)
{
	const struct cpu *cpu = target;

	sigp_wait(cpu->hardware_id, SIGP_EMERGENCY_SIGNAL, 0, NULL);
}

TEST(emergency_signals_of_all_cpus,
     "emergency signals of two CPUs are both kept, one interruption for each sender",
     NEEDS("cpus=2") CITE("Principles of Operation, Emergency Signal"))
{
	uint64_t first;

	see_only(IRQ_EXTERNAL(EXTERNAL_EMERGENCY));
	irq_close(IRQ_EXTERNAL(EXTERNAL_EMERGENCY));
	smp_call(1, send_from_here, this_cpu());
	signal_self(SIGP_EMERGENCY_SIGNAL);
	signal_self(SIGP_EMERGENCY_SIGNAL);
	CHECK_EQ(seen.calls, 0);
	irq_open(IRQ_EXTERNAL(EXTERNAL_EMERGENCY));
	REQUIRE(wait_for_calls(2));
	first = seen.irq.parameter;
	clock_delay(NS_PER_MS);
	CHECK_EQ(seen.calls, 2);
	CHECK_EQ(first, seen.irq.parameter);
}

/* Makes the interruption pending; all of these go away when they are taken. */
static void raise_service_signal(void)
{
	test_note("any line on the console raises a service signal");
}

static void raise_emergency(void)
{
	signal_self(SIGP_EMERGENCY_SIGNAL);
}

static void raise_call(void)
{
	signal_self(SIGP_EXTERNAL_CALL);
}

static void raise_comparator(void)
{
	uint64_t past;

	__asm__ volatile("stckf %0" : "=Q"(past) : : "cc");
	__asm__ volatile("sckc %0" : : "Q"(past));
}

static void check_mask(unsigned int source, void (*raise)(void))
{
	irq_close(source);
	see_only(source);
	raise();
	clock_delay(NS_PER_MS);
	CHECK_EQ(seen.calls, 0);
	CHECK(!irq_open(source));
	CHECK(wait_for_calls(1));
	clock_delay(NS_PER_MS);
	CHECK_EQ(seen.calls, 1);
	CHECK_EQ(seen.code, IRQ_CODE(source));
}

TEST(external_masks,
     "each external interruption stays pending while its subclass mask is zero, and comes once",
     CITE("Principles of Operation, External-Interruption Subclass Masks"))
{
	check_mask(IRQ_EXTERNAL(EXTERNAL_EMERGENCY), raise_emergency);
	check_mask(IRQ_EXTERNAL(EXTERNAL_CALL), raise_call);
	check_mask(IRQ_EXTERNAL(EXTERNAL_CLOCK_COMPARATOR), raise_comparator);
	check_mask(IRQ_EXTERNAL(EXTERNAL_SERVICE), raise_service_signal);
}

TEST(psw_mask_holds_back, "with the external mask of the PSW zero nothing external is taken",
     CITE("Principles of Operation, Program-Status Word, bit 7"))
{
	see_only(IRQ_EXTERNAL(EXTERNAL_EMERGENCY));
	psw_set_mask(psw_mask() & ~(uint64_t)PSW_EXTERNAL);
	raise_emergency();
	clock_delay(NS_PER_MS);
	CHECK_EQ(seen.calls, 0);
	psw_set_mask(psw_mask() | PSW_EXTERNAL);
	CHECK(wait_for_calls(1));
}

TEST(supervisor_call, "SUPERVISOR CALL reports its number, its length and the address behind it",
     CITE("Principles of Operation, Supervisor-Call Interruption"))
{
	uintptr_t behind;

	see_only(IRQ_SVC);
	__asm__ volatile("	larl	%0,0f\n"
			 "	svc	0xa5\n"
			 "0:"
			 : "=&d"(behind)
			 :
			 : "memory");
	CHECK_EQ(seen.calls, 1);
	CHECK_EQ(seen.code, 0xa5);
	CHECK_EQ(seen.ilc, 2);
	CHECK_EQ(seen.psw_address, behind);
}

TEST(every_svc_number, "each of the 256 numbers arrives as it is",
     CITE("Principles of Operation, SUPERVISOR CALL"))
{
	see_only(IRQ_SVC);
	for (unsigned int number = 0; number < 256; number++) {
		__asm__ volatile("	exrl	%0,0f\n"
				 "	j	1f\n"
				 "0:	svc	0\n"
				 "1:"
				 :
				 : "a"((uint64_t)number)
				 : "memory");
		CHECK_EQ(seen.code, number);
	}
	CHECK_EQ(seen.calls, 256);
}

TEST(condition_code_survives, "condition code and program mask are those from before",
     CITE("Principles of Operation, Program-Status Word"))
{
	see_only(IRQ_SVC);
	for (uint32_t want = 0; want < 0x40; want++) {
		uint32_t got;

		__asm__ volatile("	spm	%1\n"
				 "	svc	0\n"
				 "	ipm	%0"
				 : "=d"(got)
				 : "d"(want << 24)
				 : "cc", "memory");
		CHECK_EQ(got >> 24 & 0x3f, want);
	}
	__asm__ volatile("spm %0" : : "d"(0) : "cc");
}

TEST(restart, "a CPU that restarts itself is interrupted, even with all masks zero",
     CITE("Principles of Operation, Restart Interruption"))
{
	see_only(IRQ_RESTART);
	irq_disable();
	signal_self(SIGP_RESTART);
	CHECK(wait_for_calls(1));
	CHECK(!(seen.psw_mask & PSW_INTERRUPTS));
}

static void wait_for_restart(void *context)
{
	(void)context;
	wait_for_calls(1);
}

TEST(restart_by_another, "a running CPU that another one restarts is interrupted, and goes on",
     NEEDS("cpus=2") CITE("Principles of Operation, SIGNAL PROCESSOR, restart"))
{
	see_only(IRQ_RESTART);
	smp_run(1, wait_for_restart, NULL);
	CHECK_EQ(sigp_wait(smp_cpu(1)->hardware_id, SIGP_RESTART, 0, NULL), SIGP_ACCEPTED);
	CHECK(smp_wait(1, PATIENCE));
	CHECK_EQ(seen.calls, 1);
}

static struct {
	void (*raise)(void);
	unsigned int deepest, wrong_depth, changed;
	volatile unsigned int done;
} nest;

/* The timer's interruption is the comparator's. */
static void raise_nothing(void)
{
}

static void raise_svc(void)
{
	__asm__ volatile("svc 1" : : : "memory");
}

static void raise_trap(void)
{
	__asm__ volatile(".short 0" : : : "memory");
}

static void raise_restart(void)
{
	signal_self(SIGP_RESTART);
}

/* The interruption comes out of a timer's, so that it finds the registers held. */
static void raise_now(struct timer *timer, void *context)
{
	(void)timer;
	(void)context;
	nest.raise();
}

static unsigned int hold_until_raised(uint64_t seed)
{
	static struct timer timer;

	timer_start(&timer, 20 * NS_PER_US, raise_now, NULL);
	return registers_hold(&nest.done, seed);
}

static void nest_deeper(const struct irq *irq, void *context)
{
	unsigned int depth = irq->depth;

	(void)context;
	nest.wrong_depth += depth != nest.deepest++;
	if (depth + 1 == DEPTH) {
		nest.done = 1;
	} else {
		irq_enable();
		nest.changed += hold_until_raised(depth);
		irq_disable();
	}
	registers_spoil(~(uint64_t)depth);
	nest.wrong_depth += irq->depth != depth;
}

static void check_nesting(unsigned int source, void (*raise)(void))
{
	nest.raise = raise;
	nest.deepest = nest.wrong_depth = nest.changed = nest.done = 0;
	irq_register(source, nest_deeper, NULL);
	CHECK_EQ(hold_until_raised(source), 0);
	CHECK_EQ(nest.deepest, DEPTH);
	CHECK_EQ(nest.wrong_depth, 0);
	CHECK_EQ(nest.changed, 0);
}

TEST(nested_external, "external interruptions nest 16 deep, and all registers survive",
     CITE("Principles of Operation, External Interruption"))
{
	check_nesting(IRQ_EXTERNAL(EXTERNAL_EMERGENCY), raise_emergency);
	check_nesting(IRQ_EXTERNAL(EXTERNAL_CALL), raise_call);
	check_nesting(IRQ_EXTERNAL(EXTERNAL_CLOCK_COMPARATOR), raise_nothing);
}

TEST(nested_svc, "supervisor calls nest 16 deep, and all registers survive",
     CITE("Principles of Operation, Supervisor-Call Interruption"))
{
	check_nesting(IRQ_SVC, raise_svc);
}

TEST(nested_program, "program interruptions nest 16 deep, and all registers survive",
     CITE("Principles of Operation, Program Interruption"))
{
	check_nesting(IRQ_TRAP(TRAP_OPERATION), raise_trap);
}

TEST(nested_restart, "restart interruptions nest 16 deep, and all registers survive",
     CITE("Principles of Operation, Restart Interruption"))
{
	check_nesting(IRQ_RESTART, raise_restart);
}

static void (*const raise_each[])(void) = { raise_svc, raise_emergency, raise_trap, raise_restart };

static void raise_in_turn(void)
{
	raise_each[nest.deepest % 4]();
}

TEST(nested_mixed, "interruptions of four classes nest in turn, and all registers survive",
     CITE("Principles of Operation, Priority of Interruptions"))
{
	irq_register(IRQ_SVC, nest_deeper, NULL);
	irq_register(IRQ_TRAP(TRAP_OPERATION), nest_deeper, NULL);
	irq_register(IRQ_RESTART, nest_deeper, NULL);
	check_nesting(IRQ_EXTERNAL(EXTERNAL_EMERGENCY), raise_in_turn);
}

TEST(wait_ends, "a CPU that waits is woken by an interruption and goes on behind the wait",
     CITE("Principles of Operation, Wait State"))
{
	see_only(IRQ_EXTERNAL(EXTERNAL_EMERGENCY));
	irq_disable();
	raise_emergency();
	irq_idle();
	CHECK_EQ(seen.calls, 1);
	CHECK(!(psw_mask() & PSW_WAIT));
}
