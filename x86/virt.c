/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest runs a guest of its own, by VMX or SVM, whichever its CPU has.
 *
 * A hypervisor that offers this to its guests plays both halves of the extension: what the
 * inner guest does must come to the outer one with the reason, and with all registers as they
 * were, and what the outer one asks for must reach the inner.
 */
#include <args.h>
#include <inner.h>
#include <clock.h>
#include <test.h>
#include <virt.h>
#include <vmx.h>

#define ROUNDS	 100
#define FEW	 10
#define EXPIRING (100 * NS_PER_MS)
#define EXPIRIES 3

static void need_virtualization(void)
{
	if (virt_kind() == VIRT_NONE)
		SKIP("the CPU has neither VMX nor SVM");
}

TEST(calls, "a call of the inner guest ends its run, with its registers and its time",
     CITE("SDM vol. 3, 26.1.2, Instructions That Cause VM Exits Unconditionally; "
	  "AMD64 APM vol. 2, 15.9, Instruction Intercepts"))
{
	const char *wrong = NULL;

	need_virtualization();
	inner_begin_counting(args_number("hp.seed", 1));
	for (unsigned int i = 0; i < ROUNDS && !wrong; i++)
		wrong = inner_count();
	CHECK(!wrong, "%s; the last reason is %#lx", wrong, virt_reason());
}

TEST(is_interrupted, "an interrupt ends the run of the inner guest and reaches the outer one",
     CITE("SDM vol. 3, 26.2, Other Causes of VM Exits; AMD64 APM vol. 2, 15.13.1, INTR Intercept"))
{
	const char *wrong = NULL;

	need_virtualization();
	inner_begin_counting(args_number("hp.seed", 1));
	for (unsigned int i = 0; i < FEW && !wrong; i++)
		wrong = inner_be_interrupted();
	CHECK(!wrong, "%s; the last reason is %#lx", wrong, virt_reason());
}

TEST(takes_interrupt, "an interrupt that goes with an entry is taken by the inner guest, once",
     CITE("SDM vol. 3, 27.6, Event Injection; AMD64 APM vol. 2, 15.20, Event Injection"))
{
	const char *wrong = NULL;

	need_virtualization();
	inner_begin_taking();
	for (unsigned int i = 0; i < ROUNDS && !wrong; i++)
		wrong = inner_take_interrupt();
	CHECK(!wrong, "%s; the last reason is %#lx", wrong, virt_reason());
}

TEST(expires, "the preemption timer ends the run of the inner guest when its time has come",
     CITE("SDM vol. 3, 26.5.1, VMX-Preemption Timer"))
{
	const char *wrong = NULL;
	uint64_t deadline;

	if (virt_kind() != VIRT_VMX || !vmx_has_timer())
		SKIP("the CPU has no VMX with a preemption timer");
	inner_begin_waiting();
	for (unsigned int i = 0; i < EXPIRIES && !wrong; i++)
		wrong = inner_expire(EXPIRING, &deadline);
	CHECK(!wrong, "%s; the last reason is %#lx", wrong, virt_reason());
}
