/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DIAGNOSE X'500', subcode 3: the call by which a driver tells a virtio device that
 * there are new buffers. What it names may be anything; a host must not believe it.
 */
#include <caught.h>
#include <clock.h>
#include <css.h>
#include <css_io.h>
#include <test.h>
#include <util.h>

#include "virtio_ccw_entropy.h"

#define CONTROL_UNIT_3270 0x3270
#define NO_SUBCODE	  0x1234

static struct virtio_rng rng;

static uint32_t open_device(void)
{
	struct virtio_device *device = entropy_nth(0);

	REQUIRE(virtio_rng_open(&rng, 0, VIRTIO_BY_POLLING));
	return virtio_ccw_subchannel(device)->sid;
}

static bool works(void)
{
	uint8_t byte;

	return virtio_rng_fill(&rng, &byte, 1);
}

TEST(left_half_ignored, "the left half of the register with the subchannel is ignored",
     CITE("VIRTIO 1.1, 4.3.3.2.1"))
{
	uint32_t sid = open_device();
	uint8_t byte;
	struct virtq_part part = { &byte, sizeof(byte), true };
	uint32_t written;
	void *token;

	for (unsigned int bit = 32; bit < 64; bit++) {
		REQUIRE(virtqueue_add(rng.queue, &part, 1, &byte));
		CHECK_GE(virtio_ccw_notify(BIT(bit) | sid, 0, 0), 0);
		REQUIRE(virtqueue_wait(rng.queue, &token, &written, CSS_PATIENCE), "bit %u", bit);
	}
}

TEST(any_cookie, "a cookie that is not the host's does no harm",
     CITE("VIRTIO 1.1, 4.3.3.2") CITE("Linux, Documentation/virt/kvm/s390/s390-diag.rst"))
{
	static const uint64_t cookies[] = { 0, 1, 12345, ~0ul, BIT(63), 0xffffffff };
	uint32_t sid = open_device();

	for (unsigned int i = 0; i < ARRAY_SIZE(cookies); i++) {
		CHECK_GE(virtio_ccw_notify(sid, 0, cookies[i]), 0);
		CHECK(works());
	}
}

TEST(no_such_queue, "a queue that does not exist is an error",
     CITE("Linux, Documentation/virt/kvm/s390/s390-diag.rst"))
{
	static const uint16_t queues[] = { 1, 2, 63, 64, 1023, 1024, 0x7fff, 0xffff };
	uint32_t sid = open_device();

	for (unsigned int i = 0; i < ARRAY_SIZE(queues); i++)
		CHECK(virtio_ccw_notify(sid, queues[i], 0) < 0, "queue %u", queues[i]);
	CHECK(works());
}

TEST(no_such_subchannel, "a subchannel that does not exist is an error",
     CITE("Linux, Documentation/virt/kvm/s390/s390-diag.rst"))
{
	uint32_t sid = open_device();
	const uint32_t wrong[] = {
		0, sid ^ SID_ONE, sid | SID_SET, SID(0, 0xffff), SID(3, 0), ~0u
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++)
		CHECK(virtio_ccw_notify(wrong[i], 0, 0) < 0, "%#x", wrong[i]);
	CHECK(works());
}

/* The answer to a subcode that is asked for queue 0. */
static int64_t diagnose(uint64_t subcode, uint32_t sid)
{
	register uint64_t code __asm__("r1") = subcode;
	register int64_t answer __asm__("r2") = sid;
	register uint64_t queue __asm__("r3") = 0;
	register uint64_t cookie __asm__("r4") = 0;

	__asm__ volatile(PROBED("diag	%%r2,%%r4,0x500")
			 : "+d"(answer)
			 : "d"(code), "d"(queue), "d"(cookie)
			 : "memory", "cc");
	return answer;
}

TEST(no_such_subcode, "an unknown subcode is a specification exception, or answered as an error",
     CITE("Linux, Documentation/virt/kvm/s390/s390-diag.rst"))
{
	uint32_t sid = open_device();
	int64_t answer;

	trap_probe_begin();
	answer = diagnose(NO_SUBCODE, sid);
	CHECK(trap_probed() == TRAP_SPECIFICATION || answer < 0, "trap %u, answer %ld",
	      trap_probed(), answer);
}

static void notify_as_problem(void)
{
	CATCH("diag	%%r2,%%r4,0x500", : : : "r1", "r2");
}

TEST(problem_state, "a program in the problem state may not notify",
     CITE("Principles of Operation, DIAGNOSE"))
{
	catch_trap(TRAP_PRIVILEGED);
	in_problem_state(notify_as_problem);
	CHECK_CAUGHT_BEHIND(4);
}

TEST(other_device, "a subchannel of a device that is not virtio's is an error",
     NEEDS("device=x-terminal3270") CITE("Linux, Documentation/virt/kvm/s390/s390-diag.rst"))
{
	struct subchannel *sch = css_find_control_unit(CONTROL_UNIT_3270, 0);

	REQUIRE(sch, "no terminal");
	CHECK(virtio_ccw_notify(sch->sid, 0, 0) < 0);
}
