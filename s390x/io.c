/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O interruptions and machine checks, the two classes that need a device.
 *
 * An I/O interruption belongs to a subclass, is held back by the mask of that
 * subclass, and carries what the program has given the subchannel to carry. A
 * machine check with a channel report follows when a device comes or goes. The
 * channel subsystem itself is not what is tested here.
 */
#include <clock.h>
#include <control.h>
#include <css_io.h>
#include <frame.h>
#include <irq.h>
#include <registers.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define DEPTH	 16
#define PATIENCE (5 * NS_PER_S)

#define CONTROL_UNIT_VIRTIO 0x3832

static struct subchannel *device;
static struct sense_id sensed;

/* The first device, enabled for this subclass. */
static void open_device(unsigned int isc)
{
	REQUIRE(css_scan(), "needs a channel device");
	device = css_nth(0);
	css_open(device, isc);
}

static unsigned int start_sense(uint32_t parameter)
{
	static struct ccw_program program;

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_SENSE_ID, CCW_SUPPRESS_LENGTH, sizeof(sensed), &sensed);
	program.orb.parameter = parameter;
	return css_start(device, &program);
}

static volatile struct {
	unsigned int calls;
	uint64_t parameter;
	uint32_t word;
} seen;

static void take_status(const struct irq *irq, void *context)
{
	struct irb irb;

	(void)context;
	seen.parameter = irq->parameter;
	seen.word = irq->frame->io_word;
	tsch(device->sid, &irb);
	seen.calls++;
}

static bool wait_for_calls(unsigned int calls)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (seen.calls < calls && clock_ns() < end)
		cpu_relax();
	return seen.calls >= calls;
}

TEST(io_parameter, "an I/O interruption tells the subchannel and the parameter of the request",
     NEEDS("device=-ccw") CITE("Principles of Operation, I/O-Interruption Code"))
{
	const uint32_t parameter = 0xfeedbeef;

	seen.calls = 0;
	open_device(3);
	irq_register(IRQ_IO(3), take_status, NULL);
	irq_open(IRQ_IO(3));
	CHECK_EQ(start_sense(parameter), 0);
	CHECK(wait_for_calls(1));
	CHECK_EQ(seen.parameter, (uint64_t)device->sid << 32 | parameter);
	CHECK_EQ(sensed.always_ff, 0xff);
	CHECK_EQ(sensed.cu_type, CONTROL_UNIT_VIRTIO);
}

TEST(each_subclass, "each of the eight subclasses is held back by its own mask, and by no other",
     NEEDS("device=-ccw") CITE("Principles of Operation, I/O-Interruption Subclass Mask"))
{
	for (unsigned int isc = 0; isc < 8; isc++) {
		seen.calls = 0;
		open_device(isc);
		irq_register(IRQ_IO(isc), take_status, NULL);
		for (unsigned int other = 0; other < 8; other++) {
			if (other != isc)
				irq_open(IRQ_IO(other));
		}
		irq_close(IRQ_IO(isc));
		CHECK_EQ(start_sense(isc), 0);
		clock_delay(NS_PER_MS);
		CHECK_EQ(seen.calls, 0);
		irq_open(IRQ_IO(isc));
		CHECK(wait_for_calls(1));
		CHECK_EQ(seen.word >> 27 & 7, isc);
	}
}

TEST(status_withdrawn, "TEST SUBCHANNEL takes a pending interruption away",
     NEEDS("device=-ccw") CITE("Principles of Operation, TEST SUBCHANNEL"))
{
	struct irb irb;

	seen.calls = 0;
	open_device(5);
	irq_register(IRQ_IO(5), take_status, NULL);
	CHECK_EQ(start_sense(1), 0);
	CHECK_EQ(tsch(device->sid, &irb), 0);
	irq_open(IRQ_IO(5));
	clock_delay(NS_PER_MS);
	CHECK_EQ(seen.calls, 0);
}

static struct {
	unsigned int deepest, wrong_parameter, changed;
	volatile unsigned int done;
} nest;

static void start_now(struct timer *timer, void *context)
{
	(void)timer;
	start_sense((uintptr_t)context);
}

/* The device is started by a timer, so that its interruption finds the registers held. */
static unsigned int hold_until_done(uintptr_t parameter)
{
	static struct timer timer;

	timer_start(&timer, 20 * NS_PER_US, start_now, (void *)parameter);
	return registers_hold(&nest.done, parameter);
}

static void nest_deeper(const struct irq *irq, void *context)
{
	struct irb irb;
	unsigned int depth = irq->depth;

	(void)context;
	tsch(device->sid, &irb);
	nest.deepest++;
	if (depth + 1 == DEPTH) {
		nest.done = 1;
	} else {
		irq_enable();
		nest.changed += hold_until_done(depth + 1);
		irq_disable();
	}
	registers_spoil(~(uint64_t)depth);
	nest.wrong_parameter += (uint32_t)irq->parameter != depth;
	nest.wrong_parameter += irq->frame->io_parameter != depth;
}

TEST(nested_io, "I/O interruptions of one subclass nest 16 deep, each with its own parameter",
     NEEDS("device=-ccw") CITE("Principles of Operation, I/O Interruption"))
{
	nest.deepest = nest.wrong_parameter = nest.changed = nest.done = 0;
	open_device(2);
	irq_register(IRQ_IO(2), nest_deeper, NULL);
	irq_open(IRQ_IO(2));
	CHECK_EQ(hold_until_done(0), 0);
	CHECK_EQ(nest.deepest, DEPTH);
	CHECK_EQ(nest.wrong_parameter, 0);
	CHECK_EQ(nest.changed, 0);
}

/* A device for each level; the handler of one waits for the next, and is interrupted by it. */
#define CHAIN 4

static struct ccw_program chain_programs[CHAIN];
static volatile unsigned int chain_reached, chain_depths;

static void start_nth(unsigned int n)
{
	ccw_begin(&chain_programs[n], CCW_FORMAT_1);
	ccw_add(&chain_programs[n], CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &sensed);
	CHECK_EQ(css_start(css_nth(n), &chain_programs[n]), 0);
}

static void go_on_with_next(const struct irq *irq, void *context)
{
	unsigned int n = (uintptr_t)context;
	struct irb irb;

	if (irq->frame->subsystem_id != css_nth(n)->sid)
		return;
	CHECK_EQ(tsch(css_nth(n)->sid, &irb), TSCH_STORED);
	chain_reached++;
	chain_depths += irq->depth == n;
	if (n + 1 == CHAIN)
		return;
	irq_enable();
	start_nth(n + 1);
	for (uint64_t end = clock_ns() + PATIENCE; chain_reached < CHAIN && clock_ns() < end;)
		cpu_relax();
	irq_disable();
	CHECK_EQ(irq->frame->subsystem_id, css_nth(n)->sid);
}

TEST(devices_interrupt_handlers,
     "the handler of a device runs another device and is interrupted by it, four devices deep",
     NEEDS("device=fe.0.0003") CITE("Principles of Operation, I/O Interruption"))
{
	REQUIRE(css_scan() >= CHAIN);
	chain_reached = chain_depths = 0;
	for (uintptr_t n = 0; n < CHAIN; n++) {
		css_open(css_nth(n), 4);
		irq_register(IRQ_IO(4), go_on_with_next, (void *)n);
	}
	irq_open(IRQ_IO(4));
	start_nth(0);
	for (uint64_t end = clock_ns() + PATIENCE; chain_reached < CHAIN && clock_ns() < end;)
		cpu_relax();
	CHECK_EQ(chain_reached, CHAIN);
	CHECK_EQ(chain_depths, CHAIN);
}

#define TAKERS 2
#define ROUNDS 1000

static volatile bool takers_leave;

static void be_open(void *context)
{
	(void)context;
	irq_open(IRQ_IO(1));
	while (!takers_leave)
		cpu_relax();
}

TEST(one_cpu_takes_it, "an interruption that several CPUs are open for is taken by exactly one",
     NEEDS("cpus=2") CITE("Principles of Operation, Floating Interruption Conditions"))
{
	unsigned int calls = 0;

	open_device(1);
	takers_leave = false;
	css_listen(device);
	for (unsigned int cpu = 1; cpu < TAKERS; cpu++)
		smp_run(cpu, be_open, NULL);
	for (unsigned int round = 0; round < ROUNDS; round++) {
		struct irb irb;

		REQUIRE_EQ(start_sense(round), 0);
		REQUIRE(css_wait(device, &irb));
		calls++;
	}
	takers_leave = true;
	clock_delay(NS_PER_MS);
	CHECK_EQ(css_seen(device)->interrupts, calls);
	CHECK_EQ(css_seen(device)->empty, 0);
	CHECK_EQ(css_seen(device)->strange, 0);
}

#define MCIC_CHANNEL_REPORT 0x0040000000000000

static struct crw first_report;

static void take_reports(const struct irq *irq, void *context)
{
	struct crw report;

	(void)context;
	seen.parameter = irq->parameter;
	while (stcrw(&report) == STCRW_STORED) {
		if (!first_report.source)
			first_report = report;
	}
	seen.calls++;
}

TEST(channel_report,
     "a device that is plugged in announces itself by a machine check with a channel report",
     NEEDS("control") CITE("Principles of Operation, Channel-Report Pending"))
{
	char answer[256];

	seen.calls = 0;
	first_report = (struct crw){ 0 };
	irq_register(IRQ_MACHINE_CHECK, take_reports, NULL);
	REQUIRE(control_request(
			answer, sizeof(answer),
			"qmp device_add {\"driver\":\"virtio-rng-ccw\",\"id\":\"plugged\"}"),
		"%s", answer);
	clock_delay(NS_PER_MS);
	CHECK_EQ(seen.calls, 0);
	irq_open(IRQ_MACHINE_CHECK);
	REQUIRE(wait_for_calls(1));
	CHECK(seen.parameter & MCIC_CHANNEL_REPORT, "%#lx", seen.parameter);
	CHECK_EQ(first_report.source, CRW_SUBCHANNEL);
	REQUIRE(control_request(answer, sizeof(answer), "qmp device_del {\"id\":\"plugged\"}"),
		"%s", answer);
	CHECK(wait_for_calls(2));
}
