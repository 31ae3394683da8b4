/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts: every vector, their priorities, the moments at which they may come,
 * and the NMI, which comes at any.
 *
 * Hypervisors deliver interrupts when they enter a guest, emulators between two
 * blocks of translated code. Both must know exactly when the guest is ready for
 * one, and which of several goes first.
 */
#include <alloc.h>
#include <apic.h>
#include <clock.h>
#include <cpu_regs.h>
#include <frame.h>
#include <irq.h>
#include <mmu.h>
#include <registers.h>
#include <smp.h>
#include <test.h>

#define FIRST_FREE_VECTOR 32 /* below are exceptions */
#define LAST_VECTOR	  255

#define LOW_VECTOR  0x51
#define HIGH_VECTOR 0xa1
#define CLASS(v)    ((v)&0xf0)

#define APIC_ERROR_SEND_ILLEGAL 0x20

#define DEPTH	 16
#define ROUNDS	 50
#define PATIENCE (5 * NS_PER_S)

static volatile unsigned int calls, sources[4];

static void count(const struct irq *irq, void *context)
{
	(void)context;
	sources[calls++ % 4] = irq->source;
}

static void send_self(unsigned int vector)
{
	apic_send(0, APIC_ICR_SELF | APIC_ICR_FIXED | APIC_ICR_ASSERT | vector);
}

static void send_self_nmi(void)
{
	apic_send_nmi(smp_cpu(smp_id())->hardware_id);
}

static bool wait_for_calls(unsigned int wanted)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (calls < wanted && clock_ns() < end)
		cpu_relax();
	return calls >= wanted;
}

/* What was sent to this CPU has arrived after that. */
static void settle(void)
{
	clock_delay(200 * NS_PER_US * clock_slowness());
}

/* Sent, but not delivered: interrupts are left disabled. */
static void make_pending(unsigned int vector, irq_handler *handler)
{
	calls = 0;
	irq_register(IRQ_VECTOR(vector), handler, NULL);
	irq_disable();
	send_self(vector);
	settle();
}

TEST(int_n, "INT n calls the handler of vector n once, for each n from 32 to 255",
     CITE("SDM vol. 2, INT n/INTO/INT3/INT1"))
{
	uint8_t *code = page_alloc(1); /* INT n; RET */

	mmu_protect(code, MMU_READ | MMU_WRITE | MMU_EXECUTE);
	for (unsigned int vector = FIRST_FREE_VECTOR; vector <= LAST_VECTOR; vector++) {
		calls = 0;
		irq_register(IRQ_VECTOR(vector), count, NULL);
		code[0] = 0xcd;
		code[1] = vector;
		code[2] = 0xc3;
		((void (*)(void))code)();
		irq_unregister(IRQ_VECTOR(vector), count, NULL);
		CHECK_EQ(calls, 1);
		CHECK_EQ(sources[0], IRQ_VECTOR(vector));
	}
}

TEST(each_apic_vector,
     "an IPI with vector n calls the handler of n once, and ends, for each n from 16 to 255",
     CITE("SDM vol. 3, 11.5.2, Valid Interrupt Vectors"))
{
	for (unsigned int vector = APIC_FIRST_VECTOR; vector <= LAST_VECTOR; vector++) {
		calls = 0;
		irq_register(IRQ_VECTOR(vector), count, NULL);
		send_self(vector);
		CHECK(wait_for_calls(1), "vector %u", vector);
		irq_unregister(IRQ_VECTOR(vector), count, NULL);
		CHECK_EQ(calls, 1);
		CHECK_EQ(sources[0], IRQ_VECTOR(vector));
		CHECK(!apic_is_in_service(vector), "vector %u does not end", vector);
	}
}

TEST(illegal_vector,
     "an IPI with a vector below 16 is not delivered, and the error register says so",
     CITE("SDM vol. 3, 11.5.3, Error Handling"))
{
	calls = 0;
	irq_register(IRQ_VECTOR(APIC_FIRST_VECTOR - 1), count, NULL);
	apic_write(APIC_ERROR, 0);
	send_self(APIC_FIRST_VECTOR - 1);
	settle();
	CHECK_EQ(calls, 0);
	apic_write(APIC_ERROR, 0);
	CHECK(apic_read(APIC_ERROR) & APIC_ERROR_SEND_ILLEGAL, "the error register is %#x",
	      apic_read(APIC_ERROR));
}

TEST(higher_vector_first,
     "of two that are pending the one with the higher vector is delivered first",
     CITE("SDM vol. 3, 11.8.3, Interrupt, Task, and Processor Priority"))
{
	calls = 0;
	irq_register(IRQ_VECTOR(LOW_VECTOR), count, NULL);
	irq_register(IRQ_VECTOR(HIGH_VECTOR), count, NULL);
	irq_disable();
	send_self(LOW_VECTOR);
	send_self(HIGH_VECTOR);
	settle();
	CHECK_EQ(calls, 0);
	irq_enable();
	REQUIRE(wait_for_calls(2));
	CHECK_EQ(sources[0], IRQ_VECTOR(HIGH_VECTOR));
	CHECK_EQ(sources[1], IRQ_VECTOR(LOW_VECTOR));
}

TEST(pending_once, "a vector that is sent twice while it is pending is delivered once",
     CITE("SDM vol. 3, 11.8.4, Interrupt Acceptance for Fixed Interrupts"))
{
	make_pending(LOW_VECTOR, count);
	send_self(LOW_VECTOR);
	settle();
	irq_enable();
	REQUIRE(wait_for_calls(1));
	settle();
	CHECK_EQ(calls, 1);
}

TEST(request_register, "a pending vector is a bit of the request registers until it is delivered",
     CITE("SDM vol. 3, 11.8.4"))
{
	unsigned int reg = APIC_IRR + LOW_VECTOR / 32 * 16;

	make_pending(LOW_VECTOR, count);
	CHECK_EQ(apic_read(reg), 1u << LOW_VECTOR % 32);
	irq_enable();
	REQUIRE(wait_for_calls(1));
	CHECK_EQ(apic_read(reg), 0);
}

TEST(task_priority, "CR8 and TPR hold back vectors of their class and below, and no others",
     CITE("SDM vol. 3, 11.8.3.1, Task and Processor Priorities"))
{
	calls = 0;
	irq_register(IRQ_VECTOR(LOW_VECTOR), count, NULL);
	irq_register(IRQ_VECTOR(HIGH_VECTOR), count, NULL);

	cr8_write(CLASS(LOW_VECTOR) >> 4);
	CHECK_EQ(apic_read(APIC_TPR), CLASS(LOW_VECTOR));
	send_self(LOW_VECTOR);
	send_self(HIGH_VECTOR);
	REQUIRE(wait_for_calls(1));
	settle();
	CHECK_EQ(calls, 1);
	CHECK_EQ(sources[0], IRQ_VECTOR(HIGH_VECTOR));

	apic_write(APIC_TPR, 0);
	CHECK_EQ(cr8_read(), 0);
	CHECK(wait_for_calls(2));
	CHECK_EQ(sources[1], IRQ_VECTOR(LOW_VECTOR));
}

TEST(sti_shadow, "between STI and CLI no interrupt is taken, between STI and another one it is",
     CITE("SDM vol. 2, STI"))
{
	make_pending(LOW_VECTOR, count);
	for (unsigned int i = 0; i < ROUNDS; i++)
		__asm__ volatile("sti; cli" : : : "memory");
	CHECK_EQ(calls, 0);
	__asm__ volatile("sti; nop; cli" : : : "memory");
	CHECK_EQ(calls, 1);
	irq_enable();
}

static volatile unsigned int woke_at;

static void note_rip(const struct irq *irq, void *context)
{
	(void)context;
	woke_at = frame_pc(irq->frame);
	calls++;
}

TEST(halt_ends_with_interrupt, "an interrupt that is pending before STI and HLT ends the HLT",
     CITE("SDM vol. 2, HLT"))
{
	uintptr_t behind;

	make_pending(LOW_VECTOR, note_rip);
	__asm__ volatile("lea 1f(%%rip), %0; sti; hlt; 1: cli" : "=r"(behind) : : "memory");
	irq_enable();
	CHECK_EQ(calls, 1);
	CHECK_EQ(woke_at, behind);
}

static struct {
	unsigned int depth, deepest, changed;
	volatile unsigned int done;
} nmis;

static void send_from_timer(struct timer *timer, void *context)
{
	unsigned int source = (uintptr_t)context;

	(void)timer;
	if (source == IRQ_NMI)
		send_self_nmi();
	else
		send_self(source);
}

/*
 * Holds a pattern in all registers until the innermost handler is done, and lets the
 * source interrupt that. A timer sends it, so that it comes when the registers are full.
 */
static void hold_and_be_interrupted(unsigned int source, uint64_t seed)
{
	struct timer timer = { 0 };

	timer_start(&timer, 50 * NS_PER_US, send_from_timer, (void *)(uintptr_t)source);
	irq_enable();
	nmis.changed += registers_hold(&nmis.done, seed);
	irq_disable();
}

TEST(nmi_while_disabled, "an NMI is delivered while interrupts are disabled",
     CITE("SDM vol. 3, 6.7, Nonmaskable Interrupt"))
{
	calls = 0;
	irq_register(IRQ_NMI, count, NULL);
	irq_disable();
	send_self_nmi();
	CHECK(wait_for_calls(1));
	irq_enable();
	CHECK_EQ(sources[0], IRQ_NMI);
}

static void nmi_in_nmi(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	calls++;
	nmis.depth++;
	if (nmis.depth > nmis.deepest)
		nmis.deepest = nmis.depth;
	if (calls == 1) {
		send_self_nmi();
		settle();
	}
	nmis.depth--;
}

TEST(nmi_waits_for_iret,
     "an NMI that comes while one is handled waits until IRET has ended that one",
     CITE("SDM vol. 3, 6.7.1, Handling Multiple NMIs"))
{
	calls = nmis.depth = nmis.deepest = 0;
	irq_register(IRQ_NMI, nmi_in_nmi, NULL);
	send_self_nmi();
	CHECK(wait_for_calls(2));
	CHECK_EQ(nmis.deepest, 1);
}

/* The IRET of a trap lets the next NMI in, so that NMIs nest as deep as wanted. */
static void nmi_with_trap(const struct irq *irq, void *context)
{
	unsigned int depth = nmis.depth++;

	(void)irq;
	(void)context;
	if (depth + 1 == DEPTH) {
		nmis.done = 1;
		return;
	}
	CHECK_TRAP(TRAP_PF, probe_read(NULL, 1));
	hold_and_be_interrupted(IRQ_NMI, depth);
	registers_spoil(depth);
}

TEST(nmi_nests_after_trap,
     "when a trap in an NMI handler returns, the next NMI is let in; 16 deep all registers survive",
     CITE("SDM vol. 3, 6.7.1, Handling Multiple NMIs"))
{
	nmis.depth = nmis.changed = nmis.done = 0;
	irq_register(IRQ_NMI, nmi_with_trap, NULL);
	hold_and_be_interrupted(IRQ_NMI, DEPTH);
	irq_enable();
	CHECK_EQ(nmis.depth, DEPTH);
	CHECK_EQ(nmis.changed, 0);
}

static void nmi_in_interrupt(const struct irq *irq, void *context)
{
	(void)context;
	if (irq->source == IRQ_NMI) {
		nmis.deepest = irq->depth;
		nmis.done = 1;
		registers_spoil(~calls);
		return;
	}
	calls++;
	nmis.done = 0;
	hold_and_be_interrupted(IRQ_NMI, calls);
	registers_spoil(calls);
}

TEST(nmi_in_handler,
     "an NMI interrupts a handler of another interrupt, and all registers survive both",
     CITE("SDM vol. 3, 6.9, Priority Among Simultaneous Exceptions and Interrupts"))
{
	calls = nmis.changed = 0;
	irq_register(IRQ_NMI, nmi_in_interrupt, NULL);
	irq_register(IRQ_VECTOR(LOW_VECTOR), nmi_in_interrupt, NULL);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		nmis.deepest = 0;
		send_self(LOW_VECTOR);
		REQUIRE(wait_for_calls(i + 1));
		/* 2 if the timer's handler, which sent it, was not done */
		CHECK_GE(nmis.deepest, 1);
	}
	CHECK_EQ(nmis.changed, 0);
}

/* Deeper with each vector: the next one is higher, so no priority would hold it back. */
static void nest_other_vector(const struct irq *irq, void *context)
{
	unsigned int depth = irq->depth;

	(void)context;
	nmis.deepest = depth;
	if (depth + 1 == DEPTH) {
		nmis.done = 1;
		return;
	}
	hold_and_be_interrupted(irq->source - 1, depth);
	registers_spoil(depth);
}

TEST(lower_vector_in_handler,
     "after its end of interrupt, a handler is interrupted by lower vectors too, 16 deep",
     CITE("SDM vol. 3, 11.8.5, Signaling Interrupt Servicing Completion"))
{
	nmis.deepest = nmis.changed = nmis.done = 0;
	for (unsigned int i = 0; i < DEPTH; i++)
		irq_register(IRQ_VECTOR(HIGH_VECTOR - i), nest_other_vector, NULL);
	hold_and_be_interrupted(HIGH_VECTOR, DEPTH);
	irq_enable();
	CHECK_EQ(nmis.deepest, DEPTH - 1);
	CHECK_EQ(nmis.changed, 0);
}

static void fault(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	probe_read((void *)8, 1);
	calls++;
}

TEST(cr2_survives, "CR2 is as it was after an interrupt whose handler took a page fault")
{
	calls = 0;
	irq_register(IRQ_VECTOR(LOW_VECTOR), fault, NULL);
	cr2_write(0x123456789abc);
	send_self(LOW_VECTOR);
	REQUIRE(wait_for_calls(1));
	CHECK_EQ(cr2_read(), 0x123456789abc);
}
