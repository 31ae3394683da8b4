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
#include <control_register.h>
#include <frame.h>
#include <irq.h>
#include <registers.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define DEPTH	 16
#define PATIENCE (5 * NS_PER_S)

#define SUBCHANNEL(number) (0x00010000u | (number))
#define SUBCHANNELS	   0x10000

#define PMCW_ISC_SHIFT 11
#define PMCW_ENABLED   0x0080
#define PMCW_VALID     0x0001

/* The subchannel-information block; behind the path management there is what is not used here. */
struct schib {
	uint32_t parameter;
	uint16_t flags;
	uint16_t device;
	uint32_t rest[11];
};

/* The operation-request block. */
struct orb {
	uint32_t parameter;
	uint32_t flags;
	uint32_t program;
	uint32_t rest[5];
};

#define ORB_FORMAT_1  0x00800000u
#define ORB_ALL_PATHS 0x0000ff00u

struct ccw {
	uint8_t command;
	uint8_t flags;
	uint16_t count;
	uint32_t data;
};

#define CCW_SENSE_ID	    0xe4
#define CCW_ANY_LENGTH	    0x20
#define CONTROL_UNIT_VIRTIO 0x3832

#define SUBCHANNEL_INSTRUCTION(name)                       \
	static unsigned int name(uint32_t id, void *block) \
	{                                                  \
		register uint64_t r1 __asm__("r1") = id;   \
		unsigned int cc;                           \
                                                           \
		__asm__ volatile(#name "	0(%2)\n"          \
				       "	ipm	%0\n"         \
				       "	srl	%0,28"        \
				 : "=d"(cc)                \
				 : "d"(r1), "a"(block)     \
				 : "cc", "memory");        \
		return cc;                                 \
	}

SUBCHANNEL_INSTRUCTION(stsch)
SUBCHANNEL_INSTRUCTION(msch)
SUBCHANNEL_INSTRUCTION(ssch)
SUBCHANNEL_INSTRUCTION(tsch)

static uint32_t subchannel;
static uint8_t sensed[32] __attribute__((aligned(8)));

/* The first device, enabled for this subclass. */
static void open_device(unsigned int isc, uint32_t parameter)
{
	static struct schib schib __attribute__((aligned(8)));

	subchannel = 0;
	for (unsigned int n = 0; n < SUBCHANNELS && !stsch(SUBCHANNEL(n), &schib); n++) {
		if (schib.flags & PMCW_VALID) {
			subchannel = SUBCHANNEL(n);
			break;
		}
	}
	if (!subchannel)
		SKIP("needs a channel device");
	schib.parameter = parameter;
	schib.flags = (schib.flags & ~(7 << PMCW_ISC_SHIFT)) | isc << PMCW_ISC_SHIFT | PMCW_ENABLED;
	REQUIRE_EQ(msch(subchannel, &schib), 0);
}

static void close_device(void)
{
	static struct schib schib __attribute__((aligned(8)));
	static uint32_t status[24];

	tsch(subchannel, status);
	stsch(subchannel, &schib);
	schib.flags &= ~PMCW_ENABLED;
	CHECK_EQ(msch(subchannel, &schib), 0);
}

static unsigned int start_sense(uint32_t parameter)
{
	static struct ccw program __attribute__((aligned(8)));
	static struct orb orb __attribute__((aligned(4)));

	program = (struct ccw){ CCW_SENSE_ID, CCW_ANY_LENGTH, sizeof(sensed), (uintptr_t)sensed };
	orb = (struct orb){ parameter, ORB_FORMAT_1 | ORB_ALL_PATHS, (uintptr_t)&program, { 0 } };
	return ssch(subchannel, &orb);
}

static volatile struct {
	unsigned int calls;
	uint64_t parameter;
	uint32_t word;
} seen;

static void take_status(const struct irq *irq, void *context)
{
	static uint32_t status[24];

	(void)context;
	seen.parameter = irq->parameter;
	seen.word = irq->frame->io_word;
	tsch(subchannel, status);
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
	open_device(3, 0);
	irq_register(IRQ_IO(3), take_status, NULL);
	irq_open(IRQ_IO(3));
	CHECK_EQ(start_sense(parameter), 0);
	CHECK(wait_for_calls(1));
	CHECK_EQ(seen.parameter, (uint64_t)subchannel << 32 | parameter);
	CHECK_EQ(sensed[0], 0xff);
	CHECK_EQ(sensed[1] << 8 | sensed[2], CONTROL_UNIT_VIRTIO);
	close_device();
}

TEST(each_subclass, "each of the eight subclasses is held back by its own mask, and by no other",
     NEEDS("device=-ccw") CITE("Principles of Operation, I/O-Interruption Subclass Mask"))
{
	for (unsigned int isc = 0; isc < 8; isc++) {
		seen.calls = 0;
		open_device(isc, 0);
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
		close_device();
	}
}

TEST(status_withdrawn, "TEST SUBCHANNEL takes a pending interruption away",
     NEEDS("device=-ccw") CITE("Principles of Operation, TEST SUBCHANNEL"))
{
	static uint32_t status[24];

	seen.calls = 0;
	open_device(5, 0);
	irq_register(IRQ_IO(5), take_status, NULL);
	CHECK_EQ(start_sense(1), 0);
	CHECK_EQ(tsch(subchannel, status), 0);
	irq_open(IRQ_IO(5));
	clock_delay(NS_PER_MS);
	CHECK_EQ(seen.calls, 0);
	close_device();
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
	static uint32_t status[24];
	unsigned int depth = irq->depth;

	(void)context;
	tsch(subchannel, status);
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
	open_device(2, 0);
	irq_register(IRQ_IO(2), nest_deeper, NULL);
	irq_open(IRQ_IO(2));
	CHECK_EQ(hold_until_done(0), 0);
	CHECK_EQ(nest.deepest, DEPTH);
	CHECK_EQ(nest.wrong_parameter, 0);
	CHECK_EQ(nest.changed, 0);
	close_device();
}

#define MCIC_CHANNEL_REPORT 0x0040000000000000
#define CRW_CHAINED	    0x10000000
#define CRW_SOURCE	    0x0f000000
#define CRW_SUBCHANNEL	    0x03000000
#define STCRW_STORED	    0

static volatile uint32_t first_report;

static void take_reports(const struct irq *irq, void *context)
{
	uint32_t report = 0;
	unsigned int cc;

	(void)context;
	seen.parameter = irq->parameter;
	do {
		__asm__ volatile("	stcrw	%1\n"
				 "	ipm	%0\n"
				 "	srl	%0,28"
				 : "=d"(cc), "=Q"(report)
				 :
				 : "cc");
		if (cc == STCRW_STORED && !first_report)
			first_report = report;
	} while (cc == STCRW_STORED);
	seen.calls++;
}

TEST(channel_report,
     "a device that is plugged in announces itself by a machine check with a channel report",
     NEEDS("control") CITE("Principles of Operation, Channel-Report Pending"))
{
	char answer[256];

	seen.calls = 0;
	first_report = 0;
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
	CHECK_EQ(first_report & CRW_SOURCE, CRW_SUBCHANNEL);
	REQUIRE(control_request(answer, sizeof(answer), "qmp device_del {\"id\":\"plugged\"}"),
		"%s", answer);
	CHECK(wait_for_calls(2));
}
