/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt controllers: destinations of interprocessor interrupts, the x2APIC
 * mode of the local APIC, and the IOAPIC between devices and CPUs.
 */
#include <apic.h>
#include <atomic.h>
#include <caught.h>
#include <clock.h>
#include <cpu_regs.h>
#include <io.h>
#include <ioapic.h>
#include <irq.h>
#include <smp.h>
#include <test.h>

#define MAX_CPUS   8
#define VECTOR	   0x61
#define SAME_CLASS 0x6f
#define OTHER	   0x71
#define PATIENCE   (5 * NS_PER_S)

/* COM1, which interrupts as soon as that is enabled, because it has nothing to send. */
#define COM1_IRQ	4
#define COM1_INTERRUPTS 0x3f9
#define COM1_IDENTIFY	0x3fa
#define COM1_MODEM	0x3fc
#define COM1_WHEN_EMPTY 0x02
#define COM1_OUT2	0x08 /* lets the interrupt out */

static unsigned int received[MAX_CPUS];

static void count(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	atomic_add(&received[smp_id()], 1);
}

static void nothing(void *context)
{
	(void)context;
}

/* Starts so many CPUs and counts interrupts on each. */
static unsigned int start_cpus(void)
{
	unsigned int cpus = smp_count() < MAX_CPUS ? smp_count() : MAX_CPUS;

	smp_call_all(cpus, nothing, NULL);
	for (unsigned int id = 0; id < MAX_CPUS; id++)
		received[id] = 0;
	irq_register(IRQ_VECTOR(VECTOR), count, NULL);
	return cpus;
}

static void wait_for(unsigned int id, unsigned int wanted)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (atomic_load(&received[id]) < wanted && clock_ns() < end)
		cpu_relax();
}

static unsigned int received_by(unsigned int cpus)
{
	unsigned int sum = 0;

	for (unsigned int id = 0; id < cpus; id++)
		sum += atomic_load(&received[id]);
	return sum;
}

static void wait_for_any(unsigned int cpus)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (!received_by(cpus) && clock_ns() < end)
		cpu_relax();
}

static void settle(void)
{
	clock_delay(500 * NS_PER_US);
}

TEST(others, "an IPI to all but self arrives once on each other CPU, and not here",
     NEEDS("cpus=3") CITE("SDM vol. 3, 11.6.1, Interrupt Command Register"))
{
	unsigned int cpus = start_cpus();

	apic_send(0, APIC_ICR_OTHERS | APIC_ICR_FIXED | APIC_ICR_ASSERT | VECTOR);
	for (unsigned int id = 1; id < cpus; id++)
		wait_for(id, 1);
	settle();
	CHECK_EQ(received[0], 0);
	for (unsigned int id = 1; id < cpus; id++)
		CHECK_EQ(received[id], 1);
}

TEST(all, "an IPI to all arrives once on each CPU, also here",
     NEEDS("cpus=3") CITE("SDM vol. 3, 11.6.1, Interrupt Command Register"))
{
	unsigned int cpus = start_cpus();

	apic_send(0, APIC_ICR_ALL | APIC_ICR_FIXED | APIC_ICR_ASSERT | VECTOR);
	for (unsigned int id = 0; id < cpus; id++)
		wait_for(id, 1);
	settle();
	for (unsigned int id = 0; id < cpus; id++)
		CHECK_EQ(received[id], 1);
}

TEST(one, "an IPI to one CPU arrives there and nowhere else",
     NEEDS("cpus=3") CITE("SDM vol. 3, 11.6.2.1, Physical Destination Mode"))
{
	unsigned int cpus = start_cpus();

	apic_send(smp_cpu(1)->hardware_id, APIC_ICR_FIXED | APIC_ICR_ASSERT | VECTOR);
	wait_for(1, 1);
	settle();
	for (unsigned int id = 0; id < cpus; id++)
		CHECK_EQ(received[id], id == 1);
}

#define FLAT_MODEL     0xffffffff
#define LOGICAL_ID(id) (1u << ((id) + 24))

static void take_logical_id(void *context)
{
	(void)context;
	apic_write(APIC_DFR, FLAT_MODEL);
	apic_write(APIC_LDR, LOGICAL_ID(smp_id()));
}

TEST(logical, "in the flat model an IPI arrives on the CPUs whose logical id it has a bit of",
     NEEDS("cpus=3") CITE("SDM vol. 3, 11.6.2.2, Logical Destination Mode"))
{
	unsigned int cpus = start_cpus();

	if (apic_is_x2())
		SKIP("x2APIC mode has no flat model");
	smp_call_all(cpus, take_logical_id, NULL);
	apic_send(1 << 0 | 1 << 2, APIC_ICR_LOGICAL | APIC_ICR_FIXED | APIC_ICR_ASSERT | VECTOR);
	wait_for(0, 1);
	wait_for(2, 1);
	settle();
	for (unsigned int id = 0; id < cpus; id++)
		CHECK_EQ(received[id], id == 0 || id == 2);
}

TEST(lowest_priority, "an IPI of lowest priority arrives on exactly one of its destinations",
     NEEDS("cpus=3") CITE("SDM vol. 3, 11.6.2.4, Lowest Priority Delivery Mode"))
{
	unsigned int cpus = start_cpus();

	if (apic_is_x2())
		SKIP("x2APIC mode has no flat model");
	smp_call_all(cpus, take_logical_id, NULL);
	apic_send(0xff, APIC_ICR_LOGICAL | APIC_ICR_LOWEST | APIC_ICR_ASSERT | VECTOR);
	wait_for_any(cpus);
	settle();
	CHECK_EQ(received_by(cpus), 1);
}

TEST(id_of_cpuid, "the APIC's id is the initial APIC id that CPUID tells",
     CITE("SDM vol. 3, 11.4.6, Local APIC ID"))
{
	CHECK_EQ(apic_id(), cpuid(CPUID_FEATURES, 0).ebx >> 24);
}

TEST(x2apic_registers, "in x2APIC mode MSRs give what memory gave before: id, version, priority",
     NEEDS("x2apic") CITE("SDM vol. 3, 11.12.1, Detecting and Enabling x2APIC Mode"))
{
	uint32_t id = apic_id(), version = apic_read(APIC_VERSION);

	if (apic_is_x2())
		SKIP("needs a machine that starts in xAPIC mode");
	apic_write(APIC_TPR, 0x30);
	apic_use_x2();
	CHECK_EQ(apic_id(), id);
	CHECK_EQ(apic_read(APIC_VERSION), version);
	CHECK_EQ(apic_read(APIC_TPR), 0x30);
	CHECK_EQ(cpuid(CPUID_TOPOLOGY, 0).edx, id);
}

TEST(x2apic_ipi, "in x2APIC mode one MSR write sends an IPI, and SELF IPI one to this CPU",
     NEEDS("x2apic") NEEDS("cpus=2") CITE("SDM vol. 3, 11.12.9 and 11.12.11"))
{
	start_cpus();
	if (!apic_is_x2())
		apic_use_x2();
	apic_send(smp_cpu(1)->hardware_id, APIC_ICR_FIXED | APIC_ICR_ASSERT | VECTOR);
	wait_for(1, 1);
	CHECK_EQ(received[1], 1);
	apic_write(APIC_SELF_IPI, VECTOR);
	wait_for(0, 1);
	CHECK_EQ(received[0], 1);
}

TEST(x2apic_reserved, "in x2APIC mode a write to the read-only id register is #GP(0)",
     NEEDS("x2apic") CITE("SDM vol. 3, 11.12.1.3, Reserved Bit Checking"))
{
	if (!apic_is_x2())
		apic_use_x2();
	catch_trap(TRAP_GP);
	CATCH("wrmsr", : : "c"(MSR_X2APIC + APIC_ID / 16), "a"(1), "d"(0));
	CHECK_FAULT(0);
}

/* Its interrupt is withdrawn by reading why it came. */
static void com1_count(const struct irq *irq, void *context)
{
	count(irq, context);
	in8(COM1_IDENTIFY);
}

static void com1_interrupts(bool on)
{
	out8(COM1_MODEM, COM1_OUT2);
	out8(COM1_INTERRUPTS, 0);
	if (on)
		out8(COM1_INTERRUPTS, COM1_WHEN_EMPTY);
}

static bool com1_route(unsigned int vector, unsigned int cpu, unsigned int flags)
{
	received[cpu] = 0;
	irq_register(IRQ_VECTOR(vector), com1_count, NULL);
	return ioapic_route(ioapic_isa(COM1_IRQ), vector, cpu, flags);
}

/* Interrupts once for each time that the line is raised. */
static void check_raises(unsigned int flags)
{
	com1_interrupts(false);
	REQUIRE(com1_route(VECTOR, 0, flags));
	for (unsigned int i = 1; i <= 3; i++) {
		com1_interrupts(true);
		wait_for(0, i);
		settle();
		com1_interrupts(false); /* what a check says leaves through COM1, too */
		CHECK_EQ(received[0], i);
	}
}

TEST(line_edge, "a line that rises raises its vector once, as often as it rises",
     NEEDS("ioapic") CITE("ICH9 datasheet, 13.5.7, Redirection Table"))
{
	check_raises(0);
}

TEST(line_to_another_cpu, "a line interrupts the CPU that its redirection entry names",
     NEEDS("ioapic") NEEDS("cpus=2") CITE("ICH9 datasheet, 13.5.7, Redirection Table"))
{
	start_cpus();
	com1_interrupts(false);
	REQUIRE(com1_route(OTHER, 1, 0));
	com1_interrupts(true);
	wait_for(1, 1);
	com1_interrupts(false);
	CHECK_EQ(received[1], 1);
	CHECK_EQ(received[0], 0);
}

TEST(line_masked, "a line that is masked does not interrupt; a level that stays does when unmasked",
     NEEDS("ioapic") CITE("ICH9 datasheet, 13.5.7, Redirection Table"))
{
	com1_interrupts(false);
	REQUIRE(com1_route(VECTOR, 0, IOAPIC_LEVEL | IOAPIC_MASK));
	com1_interrupts(true);
	settle();
	CHECK_EQ(received[0], 0);
	ioapic_route(ioapic_isa(COM1_IRQ), VECTOR, 0, IOAPIC_LEVEL);
	wait_for(0, 1);
	com1_interrupts(false);
	CHECK_GE(received[0], 1);
}

TEST(line_level_once,
     "a level that its handler withdraws has interrupted once, as often as it is raised",
     NEEDS("ioapic") CITE("SDM vol. 3, 11.8.5, Signaling Interrupt Servicing Completion"))
{
	check_raises(IOAPIC_LEVEL);
}

static unsigned int higher, same_class;

static void count_one(const struct irq *irq, void *context)
{
	(void)irq;
	++*(unsigned int *)context;
}

static void send_self(unsigned int vector)
{
	apic_send(0, APIC_ICR_SELF | APIC_ICR_FIXED | APIC_ICR_ASSERT | vector);
}

/* The line is low when this enables interrupts: what is in service still counts. */
static void com1_lets_in(const struct irq *irq, void *context)
{
	com1_count(irq, context);
	send_self(OTHER);
	send_self(SAME_CLASS);
	irq_enable();
	settle();
	irq_disable();
	CHECK_EQ(higher, 1);
	CHECK_EQ(same_class, 0);
}

TEST(line_level_in_service,
     "a level in service lets vectors of higher classes in, and those of its own after its end",
     NEEDS("ioapic") CITE("SDM vol. 3, 11.8.3.1, Task and Processor Priorities"))
{
	received[0] = higher = same_class = 0;
	com1_interrupts(false);
	irq_register(IRQ_VECTOR(OTHER), count_one, &higher);
	irq_register(IRQ_VECTOR(SAME_CLASS), count_one, &same_class);
	irq_register(IRQ_VECTOR(VECTOR), com1_lets_in, NULL);
	REQUIRE(ioapic_route(ioapic_isa(COM1_IRQ), VECTOR, 0, IOAPIC_LEVEL));
	com1_interrupts(true);
	wait_for(0, 1);
	settle();
	com1_interrupts(false);
	CHECK_EQ(received[0], 1);
	CHECK_EQ(same_class, 1);
}

static unsigned int times_left;

/* Leaves the line as it is until the last time. */
static void com1_level(const struct irq *irq, void *context)
{
	count(irq, context);
	if (times_left && !--times_left)
		com1_interrupts(false);
}

TEST(line_level, "a level interrupts again after the end of interrupt, as long as it is there",
     NEEDS("ioapic") CITE("ICH9 datasheet, 13.5.7, Remote IRR"))
{
	times_left = 5;
	received[0] = 0;
	com1_interrupts(false);
	irq_register(IRQ_VECTOR(VECTOR), com1_level, NULL);
	REQUIRE(ioapic_route(ioapic_isa(COM1_IRQ), VECTOR, 0, IOAPIC_LEVEL));
	com1_interrupts(true);
	wait_for(0, 5);
	settle();
	CHECK_EQ(times_left, 0);
}
