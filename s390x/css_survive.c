/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest may do to the channel subsystem without ending itself or its host.
 *
 * These programs are wrong, or never end; each of them is a guest's right. A host
 * that crashes or hangs over one loses a whole machine to a mistake in a driver.
 *
 * Principles of Operation, chapter Basic I/O Functions, and the Linux documentation
 * of the DIAGNOSE calls of KVM.
 */
#include <clock.h>
#include <css_io.h>
#include <css_print.h>
#include <pong_io.h>
#include <test.h>

#define PoP "Principles of Operation, "

#define DIAGNOSE_KVM	  0x500
#define NOTIFY_VIRTIO_CCW 3
#define FIRST_QUEUE	  0
#define LAST_ERROR	  4095

static struct ccw_program program;
static struct irb irb;

static int64_t notify(uint32_t sid, uint64_t queue)
{
	register uint64_t function __asm__("r1") = NOTIFY_VIRTIO_CCW;
	register int64_t subchannel __asm__("r2") = sid;
	register uint64_t index __asm__("r3") = queue;
	register uint64_t cookie __asm__("r4") = 0;

	__asm__ volatile("diag %%r2,%%r4,%4"
			 : "+d"(subchannel), "+d"(index)
			 : "d"(function), "d"(cookie), "i"(DIAGNOSE_KVM)
			 : "memory", "cc");
	return subchannel;
}

TEST(notify_nobody, "a virtio notification for a subchannel that is not there is refused",
     CITE("Linux, Documentation/virt/kvm/s390/s390-diag.rst, function code 3"))
{
	int64_t answer = notify(SID(0, 0xffff), FIRST_QUEUE);

	CHECK(answer < 0 && answer >= -LAST_ERROR, "%ld", answer);
}

TEST(notify_other_device, "a virtio notification for a device that is no virtio device is refused",
     CITE("Linux, Documentation/virt/kvm/s390/s390-diag.rst, function code 3"))
{
	struct subchannel *sch = pong_open(0, 3);
	int64_t answer = notify(sch->sid, FIRST_QUEUE);

	CHECK(answer < 0 && answer >= -LAST_ERROR, "%ld", answer);
	css_drain(CSS_ALL_SUBCLASSES);
	CHECK_EQ(pong_counters(sch).halts, 0);
}

/* START SUBCHANNEL must come back: the loop is the business of the channel subsystem. */
TEST(endless_loop, "a loop of NO-OPERATION and TIC runs until it is cleared, and stops no CPU",
     TIMEOUT(1) CITE(PoP "START SUBCHANNEL") CITE(PoP "Transfer in Channel"))
{
	struct subchannel *sch = pong_open(0, 3);

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_CHAIN_COMMAND | CCW_SUPPRESS_LENGTH, 1, &program);
	ccw_tic(&program, 0);
	REQUIRE_EQ(css_start(sch, &program), CC_DONE);
	clock_delay(NS_PER_MS);
	REQUIRE_EQ(csch(sch->sid), CC_DONE);
	REQUIRE(css_wait(sch, &irb));
	CHECK_EQ(irb.scsw.fctl, FCTL_CLEAR);
}
