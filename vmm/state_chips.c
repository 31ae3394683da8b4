/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of the scenario state_chips: it lets an interrupt controller or a timer work, rings
 * to be moved into another machine, and looks whether the work goes on.
 *
 * It promises nothing by itself; the cases of the scenario are in host/vmm/scenario.
 */
#include <apic.h>
#include <clock.h>
#include <cpu.h>
#include <cpu_regs.h>
#include <io.h>
#include <ioapic.h>
#include <vectors.h>

#include "../host/vmm/x86/chips.h"
#include "parts.h"

#define WAIT  (50 * NS_PER_MS)
#define LIMIT (20 * NS_PER_S * clock_slowness())

#define VECTOR_HIGH (VECTOR_FREE + 0x20)
#define VECTOR_LOW  (VECTOR_FREE + 0x10) /* of a lower class */

/* Counts, and does not tell the APIC that it has ended. */
static volatile uint32_t taken;
extern const char handler_without_end[];

__asm__(".pushsection .text\n"
	"handler_without_end:\n"
	"	incl	taken(%rip)\n"
	"	iretq\n"
	".popsection");

static void set_handler(unsigned int vector)
{
	struct gate *gate = idt_gate(vector);
	uintptr_t address = (uintptr_t)handler_without_end;

	gate->offset_low = address;
	gate->offset_middle = address >> 16;
	gate->offset_high = address >> 32;
}

static bool is_requested(unsigned int vector)
{
	return apic_read(APIC_IRR + vector / 32 * 0x10) >> vector % 32 & 1;
}

static void send(unsigned int vector)
{
	apic_send(apic_id(), APIC_ICR_ASSERT | vector);
}

static void wait_for(uint32_t count)
{
	for (uint64_t begin = clock_ns(); taken < count && clock_ns() - begin < LIMIT;)
		cpu_relax();
}

static void move_service(void)
{
	set_handler(VECTOR_HIGH);
	set_handler(VECTOR_LOW);
	irq_enable();
	send(VECTOR_HIGH);
	wait_for(1);
	send(VECTOR_LOW);
	compare(0, true, apic_is_in_service(VECTOR_HIGH));
	move();
	compare(1, true, apic_is_in_service(VECTOR_HIGH));
	compare(2, true, is_requested(VECTOR_LOW));
	compare(3, 1, taken);
	apic_end();
	wait_for(2);
	compare(4, 2, taken);
	compare(5, true, apic_is_in_service(VECTOR_LOW));
	apic_end();
}

/* The library's timer is the same one, and is not used meanwhile. */
static void start_timer(uint32_t mode, uint32_t ticks)
{
	set_handler(VECTOR_LOW);
	apic_write(APIC_TIMER_DIVIDE, APIC_DIVIDE_BY_1);
	apic_write(APIC_LVT_TIMER, mode | VECTOR_LOW);
	apic_write(APIC_TIMER_INITIAL, ticks);
}

/* The moment of a move is short against this. */
#define LONG_TICKS 0xf0000000u

static void move_one_shot(void)
{
	uint64_t begin, waited = clock_ns();
	uint32_t before, ticks;

	irq_enable();
	start_timer(0, LONG_TICKS);
	clock_delay(WAIT);
	before = apic_read(APIC_TIMER_CURRENT);
	waited = clock_ns() - waited;
	ticks = LONG_TICKS - before;
	move();
	compare(1, true, apic_read(APIC_TIMER_CURRENT) <= before);
	compare(2, true, apic_read(APIC_TIMER_CURRENT) > 0);
	apic_write(APIC_TIMER_INITIAL, ticks);
	begin = clock_ns();
	move();
	wait_for(1);
	compare(3, true, clock_ns() - begin >= waited / 2);
	clock_delay(WAIT);
	compare(4, 1, taken);
	apic_end();
}

static void move_periodic(void)
{
	irq_enable();
	irq_register(IRQ_VECTOR(VECTOR_HIGH), take, NULL);
	start_timer(APIC_LVT_PERIODIC, WAIT);
	apic_write(APIC_LVT_TIMER, APIC_LVT_PERIODIC | VECTOR_HIGH);
	move();
	for (unsigned int before = count, n = 0; n < 3; n++) {
		for (uint64_t begin = clock_ns();
		     count == before && clock_ns() - begin < LIMIT && !is_wrong();)
			cpu_relax();
		compare(n, true, count != before);
		before = count;
	}
	apic_write(APIC_TIMER_INITIAL, 0);
}

/* The first of the two 8259s: initialization, masks, and what to read of it. */
#define PIC_MASTER	0x20
#define PIC_MASTER_MASK 0x21
#define PIC_BEGIN	0x11 /* cascaded; three more words follow to the other port */
#define PIC_VECTORS	0x20
#define PIC_CASCADE	0x04
#define PIC_8086	0x01
#define PIC_READ_IRR	0x0a
#define PIC_READ_ISR	0x0b
#define PIC_END		0x20
#define LINE_TIMER	0
#define LINE_COM1	4

#define PIT_CHANNEL_0 0x40
#define PIT_COMMAND   0x43
#define PIT_ONCE      0x30
#define PIT_RATE      0x34
#define PIT_TRIGGERED 0x3a /* by a wire that channel 0 has not */

#define COM1_DATA	0x3f8
#define COM1_INTERRUPTS 0x3f9
#define COM1_MODEM	0x3fc
#define TRANSMITTED	2
#define OUT_2		8 /* lets the port interrupt */

static uint8_t pic_read(uint8_t what)
{
	out8(PIC_MASTER, what);
	return in8(PIC_MASTER);
}

static void pic_setup(void)
{
	out8(PIC_MASTER, PIC_BEGIN);
	out8(PIC_MASTER_MASK, PIC_VECTORS);
	out8(PIC_MASTER_MASK, PIC_CASCADE);
	out8(PIC_MASTER_MASK, PIC_8086);
	out8(PIC_MASTER_MASK, 0);
}

/* The serial port asks for attention, and the timer does: of the two the timer comes first. */
static void raise_requests(void)
{
	out8(COM1_MODEM, OUT_2);
	out8(COM1_INTERRUPTS, TRANSMITTED);
	out8(PIT_COMMAND, PIT_ONCE);
	out8(PIT_CHANNEL_0, 1);
	out8(PIT_CHANNEL_0, 0);
	for (uint64_t begin = clock_ns();
	     !(pic_read(PIC_READ_IRR) & 1 << LINE_TIMER) && clock_ns() - begin < LIMIT;)
		cpu_relax();
}

/* Through the APIC, as if there were none. */
#define LVT_EXTERNAL 0x700

static void move_8259(void)
{
	uint8_t requests, service;

	set_handler(PIC_VECTORS + LINE_TIMER);
	set_handler(PIC_VECTORS + LINE_COM1);
	irq_disable();
	pic_setup();
	apic_write(APIC_LVT_LINT0, LVT_EXTERNAL);
	raise_requests();
	out8(PIT_COMMAND, PIT_TRIGGERED);
	irq_enable();
	wait_for(1);
	requests = pic_read(PIC_READ_IRR);
	service = pic_read(PIC_READ_ISR);
	compare(1, 1 << LINE_TIMER, service);
	compare(2, 1 << LINE_COM1, requests & 1 << LINE_COM1);
	move();
	compare(3, requests, pic_read(PIC_READ_IRR));
	compare(4, service, pic_read(PIC_READ_ISR));
	compare(5, 1, taken);
	out8(PIC_MASTER, PIC_END);
	wait_for(2);
	compare(6, 2, taken);
	out8(COM1_INTERRUPTS, 0);
	apic_write(APIC_LVT_LINT0, APIC_LVT_MASKED);
}

#define PIT_TICKS 23864 /* 20 ms */

/* Until the first interrupt. */
static void run_8254(uint8_t mode)
{
	unsigned int vector = VECTOR_LINE + ioapic_isa(LINE_TIMER);

	irq_register(IRQ_VECTOR(vector), take, NULL);
	compare(0, true, ioapic_route(ioapic_isa(LINE_TIMER), vector, 0, 0));
	out8(PIT_COMMAND, mode);
	out8(PIT_CHANNEL_0, PIT_TICKS & 0xff);
	out8(PIT_CHANNEL_0, PIT_TICKS >> 8);
	irq_wait(&count, LIMIT);
}

static bool came_again(const volatile void *context)
{
	(void)context;
	return count > 1;
}

/* Asleep, since it is a thread of the host's that counts. */
static void move_8254_once(void)
{
	run_8254(PIT_ONCE);
	move();
	compare(1, false, irq_wait_until(came_again, NULL, 20 * WAIT));
	ioapic_mask(ioapic_isa(LINE_TIMER));
}

static void move_8254(void)
{
	run_8254(PIT_RATE);
	move();
	count = 0;
	irq_wait(&count, LIMIT);
	count = 0;
	irq_wait(&count, LIMIT);
	compare(1, true, count > 0);
	ioapic_mask(ioapic_isa(LINE_TIMER));
}

/* As KVM's documentation of the MSR has it; the version is odd while it is written. */
static volatile struct {
	uint32_t version, reserved0;
	uint64_t tsc, ns;
	uint32_t factor;
	int8_t shift;
	uint8_t flags, reserved1[2];
} clock __attribute__((aligned(64)));

static uint64_t clock_now(void)
{
	uint32_t version;
	uint64_t ns;

	do {
		uint64_t ticks;

		version = clock.version;
		ticks = tsc_read() - clock.tsc;
		ticks = clock.shift < 0 ? ticks >> -clock.shift : ticks << clock.shift;
		ns = clock.ns + (uint64_t)((unsigned __int128)ticks * clock.factor >> 32);
	} while (version & 1 || version != clock.version);
	return ns;
}

static void move_clock(void)
{
	uint64_t before;

	if (!(cpuid(CPUID_KVM_FEATURES, 0).eax & CPUID_KVM_CLOCK))
		return;
	msr_write(MSR_KVM_CLOCK, (uintptr_t)&clock | 1);
	clock_delay(WAIT);
	before = clock_now();
	move();
	compare(1, true, clock_now() - before < LIMIT);
	compare(2, (uintptr_t)&clock | 1, msr_read(MSR_KVM_CLOCK));
	msr_write(MSR_KVM_CLOCK, 0);
}

static void (*const moves[])(void) = {
	[MOVE_SERVICE] = move_service,	 [MOVE_ONE_SHOT] = move_one_shot,
	[MOVE_PERIODIC] = move_periodic, [MOVE_8259] = move_8259,
	[MOVE_8254] = move_8254,	 [MOVE_8254_ONCE] = move_8254_once,
	[MOVE_CLOCK] = move_clock,
};

TEST(obeys, "the CPU is moved with what the VMM tells it to have")
{
	parts_serve(moves);
}
