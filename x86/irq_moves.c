/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts that are pending or being handled when a guest is migrated are in the same state
 * in the other machine, and come as often as they were raised.
 *
 * Between a device and a CPU of a PC stand up to three controllers, the 8259s, the IOAPIC and
 * the CPU's own, each with registers of what was requested and what is being served, and the
 * CPU itself remembers that it is in an NMI, or in the shadow of an STI.
 */
#include <apic.h>
#include <atomic.h>
#include <clock.h>
#include <control.h>
#include <cpu_regs.h>
#include <held.h>
#include <io.h>
#include <ioapic.h>
#include <irq.h>
#include <pit.h>
#include <smp.h>
#include <test.h>

#define VECTOR	    0xc1
#define SAME_CLASS  0xcf
#define HIGH_VECTOR 0xd1
#define CLASS(v)    ((v)&0xf0)
#define QUIET	    (2 * NS_PER_MS)
#define PATIENCE    (5 * NS_PER_S)

static void begin_priority(unsigned int source)
{
	apic_write(APIC_TPR, CLASS(source));
}

static void end_priority(unsigned int source)
{
	(void)source;
	apic_write(APIC_TPR, 0);
}

static const struct hold hold_priority = { begin_priority, end_priority };

/* Held back by the task priority, then by the CPU. */
static void check_held(const struct held *held, unsigned int cpus)
{
	held_move(held, &hold_priority, cpus);
	held_move(held, &hold_all, cpus);
}

static void send_to_all(void)
{
	for (unsigned int id = 0; id < smp_count(); id++)
		apic_send(smp_cpu(id)->hardware_id, APIC_ICR_FIXED | APIC_ICR_ASSERT | VECTOR);
}

TEST(interprocessor, "an IPI that is pending on each CPU moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE("SDM vol. 3, 11.8.4"))
{
	const struct held ipi = { .source = IRQ_VECTOR(VECTOR), .raise = send_to_all };

	check_held(&ipi, smp_count());
}

static void send_self(unsigned int vector)
{
	apic_send(0, APIC_ICR_SELF | APIC_ICR_FIXED | APIC_ICR_ASSERT | vector);
}

static void send_to_self(void)
{
	send_self(VECTOR);
}

TEST(to_self, "an IPI of each CPU to itself that is pending moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE("SDM vol. 3, 11.6.1, Interrupt Command Register"))
{
	const struct held ipi = { .source = IRQ_VECTOR(VECTOR), .raise = send_to_self };

	check_held(&ipi, smp_count());
}

static void let_timer_pass(void)
{
	timer_reset();
	apic_write(APIC_LVT_TIMER, VECTOR);
	apic_write(APIC_TIMER_INITIAL, 1);
}

TEST(timer, "the interrupt of an APIC timer that has passed on each CPU moves, and comes once",
     NEEDS("migration") NEEDS("cpus=2") CITE("SDM vol. 3, 11.5.4, APIC Timer"))
{
	const struct held timer = { .source = IRQ_VECTOR(VECTOR), .raise = let_timer_pass };

	check_held(&timer, smp_count());
}

static unsigned int order[4];
static unsigned int calls;

static void note(const struct irq *irq, void *context)
{
	(void)context;
	if (calls < 4)
		order[calls] = irq->source;
	calls++;
}

static void note_vectors(void)
{
	calls = 0;
	irq_register(IRQ_VECTOR(VECTOR), note, NULL);
	irq_register(IRQ_VECTOR(HIGH_VECTOR), note, NULL);
}

TEST(two_vectors, "two vectors that are pending move, and the higher one comes first",
     NEEDS("migration") CITE("SDM vol. 3, 11.8.3"))
{
	note_vectors();
	irq_disable();
	send_self(VECTOR);
	send_self(HIGH_VECTOR);
	control_migrate("precopy", NULL);
	CHECK_EQ(calls, 0);
	irq_enable();
	clock_delay(QUIET);
	CHECK_EQ(calls, 2);
	CHECK_EQ(order[0], IRQ_VECTOR(HIGH_VECTOR));
	CHECK_EQ(order[1], IRQ_VECTOR(VECTOR));
}

static void send_self_x2(void)
{
	if (!apic_is_x2())
		apic_use_x2();
	apic_write(APIC_SELF_IPI, VECTOR);
}

TEST(x2apic, "a SELF IPI of each CPU in x2APIC mode that is pending moves, and comes once",
     NEEDS("migration") NEEDS("x2apic") NEEDS("cpus=2") CITE("SDM vol. 3, 11.12.11"))
{
	const struct held ipi = { .source = IRQ_VECTOR(VECTOR), .raise = send_self_x2 };

	held_move(&ipi, &hold_all, smp_count());
}

/* COM2, whose line rises as soon as that is enabled, because it has nothing to send. */
#define COM2_IRQ	3
#define COM2_INTERRUPTS 0x2f9
#define COM2_IDENTIFY	0x2fa
#define COM2_MODEM	0x2fc
#define COM2_STATUS	0x2fd
#define COM2_ABSENT	0xff
#define COM2_WHEN_EMPTY 0x02
#define COM2_OUT2	0x08 /* lets the interrupt out */

static unsigned int line_flags;

static void need_line(unsigned int flags)
{
	if (in8(COM2_STATUS) == COM2_ABSENT)
		SKIP("needs a second serial port: -serial null");
	line_flags = flags;
	out8(COM2_MODEM, COM2_OUT2);
	out8(COM2_INTERRUPTS, 0);
	REQUIRE(ioapic_route(ioapic_isa(COM2_IRQ), VECTOR, 0, flags));
}

static void raise_line(void)
{
	out8(COM2_INTERRUPTS, 0);
	out8(COM2_INTERRUPTS, COM2_WHEN_EMPTY);
}

/* To ask why it has come withdraws it. */
static void withdraw_line(unsigned int times)
{
	(void)times;
	in8(COM2_IDENTIFY);
}

static const struct held line = { .source = IRQ_VECTOR(VECTOR),
				  .raise = raise_line,
				  .serve = withdraw_line };

TEST(line_edge, "a line that has risen moves, and its vector comes once",
     NEEDS("migration") NEEDS("ioapic") CITE("ICH9 datasheet, 13.5.7, Redirection Table"))
{
	need_line(0);
	check_held(&line, 1);
}

static void begin_line_mask(unsigned int source)
{
	ioapic_route(ioapic_isa(COM2_IRQ), source, 0, line_flags | IOAPIC_MASK);
}

static void end_line_mask(unsigned int source)
{
	ioapic_route(ioapic_isa(COM2_IRQ), source, 0, line_flags);
}

TEST(line_level, "a line that stays raised moves, and its vector comes once, until it is withdrawn",
     NEEDS("migration") NEEDS("ioapic") CITE("ICH9 datasheet, 13.5.7, Redirection Table"))
{
	static const struct hold hold_line = { begin_line_mask, end_line_mask };

	need_line(IOAPIC_LEVEL);
	held_move(&line, &hold_line, 1);
	check_held(&line, 1);
}

static unsigned int lines;
static bool was_in_service;

static void move_in_handler(const struct irq *irq, void *context)
{
	(void)context;
	if (++lines == 1) {
		send_self(SAME_CLASS);
		control_migrate("precopy", NULL);
		was_in_service = apic_is_in_service(irq->source);
		irq_enable();
		clock_delay(QUIET);
		irq_disable();
		CHECK_EQ(calls, 0);
	}
	withdraw_line(lines);
}

TEST(in_service,
     "a level in service moves so: it holds back its class, ends, and comes when raised again",
     NEEDS("migration") NEEDS("ioapic")
	     CITE("SDM vol. 3, 11.8.5, Signaling Interrupt Servicing Completion"))
{
	calls = lines = 0;
	was_in_service = false;
	irq_register(IRQ_VECTOR(VECTOR + 1), move_in_handler, NULL);
	irq_register(IRQ_VECTOR(SAME_CLASS), note, NULL);
	need_line(IOAPIC_LEVEL);
	ioapic_route(ioapic_isa(COM2_IRQ), VECTOR + 1, 0, IOAPIC_LEVEL);
	raise_line();
	clock_delay(QUIET);
	CHECK(was_in_service);
	CHECK_EQ(lines, 1);
	CHECK_EQ(calls, 1);
	raise_line();
	clock_delay(QUIET);
	CHECK_EQ(lines, 2);
}

/* The first 8259, on the CPU's pin LINT0. */
#define PIC_COMMAND   0x20
#define PIC_DATA      0x21
#define PIC_BEGIN     0x11 /* two controllers, and a fourth word */
#define PIC_SLAVE     0x04 /* where the second one is */
#define PIC_8086      0x01
#define PIC_ALL_BUT_0 0xfe
#define PIC_ALL	      0xff
#define PIC_END	      0x20
#define PIC_VECTOR    0xc8
#define LVT_EXTINT    0x700

static void let_pit_pass(void)
{
	out8(PIC_COMMAND, PIC_BEGIN);
	out8(PIC_DATA, PIC_VECTOR);
	out8(PIC_DATA, PIC_SLAVE);
	out8(PIC_DATA, PIC_8086);
	out8(PIC_DATA, PIC_ALL_BUT_0);
	apic_write(APIC_LVT_LINT0, LVT_EXTINT);
	if (!pit_begin(NS_PER_MS))
		SKIP("needs an 8254");
	pit_end();
}

static void end_pic(unsigned int times)
{
	(void)times;
	out8(PIC_COMMAND, PIC_END);
}

TEST(pic, "an interrupt that is pending in the 8259 moves, and comes once",
     NEEDS("migration") NEEDS("pit") CITE("Intel 8259A datasheet, Interrupt Request Register"))
{
	const struct held pit = { .source = IRQ_VECTOR(PIC_VECTOR),
				  .raise = let_pit_pass,
				  .serve = end_pic };

	held_move(&pit, &hold_all, 1);
}

static unsigned int nmis, nmi_depth, nmi_deepest;

static void move_in_nmi(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	nmis++;
	nmi_depth++;
	nmi_deepest = nmi_depth > nmi_deepest ? nmi_depth : nmi_deepest;
	if (nmis == 1) {
		apic_send_nmi(smp_cpu(0)->hardware_id);
		clock_delay(QUIET);
		control_migrate("precopy", NULL);
		clock_delay(QUIET);
	}
	nmi_depth--;
}

TEST(nmi, "an NMI that waits for the end of another one moves, and comes once after that",
     NEEDS("migration") CITE("SDM vol. 3, 6.7.1, Handling Multiple NMIs"))
{
	nmis = nmi_depth = nmi_deepest = 0;
	irq_register(IRQ_NMI, move_in_nmi, NULL);
	apic_send_nmi(smp_cpu(0)->hardware_id);
	clock_delay(QUIET);
	CHECK_EQ(nmis, 2);
	CHECK_EQ(nmi_deepest, 1);
}

static bool stop;

static void stay_in_shadow(void *context)
{
	(void)context;
	irq_disable();
	send_self(VECTOR);
	while (!atomic_load(&stop))
		__asm__ volatile("sti; cli" : : : "memory");
	CHECK_EQ(calls, 0);
	irq_enable();
	clock_delay(QUIET);
	CHECK_EQ(calls, 1);
}

#define HOPS 4

/* Where the guest is stopped between the two, the shadow has to move. */
TEST(sti_shadow, "between STI and CLI no interrupt is taken, wherever the guest is stopped",
     NEEDS("migration") NEEDS("cpus=2") CITE("SDM vol. 2, STI"))
{
	note_vectors();
	atomic_store(&stop, false);
	smp_run(1, stay_in_shadow, NULL);
	for (unsigned int i = 0; i < control_hops(HOPS); i++)
		control_migrate("precopy", NULL);
	atomic_store(&stop, true);
	CHECK(smp_wait(1, PATIENCE));
	CHECK_EQ(calls, 1);
}
