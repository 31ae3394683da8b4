/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases that go wrong on purpose, one in each way that the library or the
 * runner promises to survive. selftest/guests/run checks that each has the
 * verdict that its name begins with, and that the ones in between pass.
 */
#include <alloc.h>
#include <atomic.h>
#include <clock.h>
#include <irq.h>
#include <machine.h>
#include <mmu.h>
#include <smp.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>

/* What a sound case needs to find: no handlers, interrupts enabled, a quiet timer, its memory. */
static void be_sound(void)
{
	volatile char *memory = malloc(100);
	bool enabled = irq_save();

	irq_restore(enabled);
	CHECK(enabled);
	CHECK_EQ(this_cpu()->irq_depth, 0);
	CHECK(!smp_id());
	memory[99] = 1;
	free((char *)memory);
}

#define MORE_THAN_ALL 100 /* results */

#define SOUND(name)                                             \
	TEST(name, "a case after one that went wrong is sound") \
	{                                                       \
		be_sound();                                     \
	}

TEST(fail_by_check, "a failed check fails the case")
{
	CHECK_EQ(1 + 1, 3);
}
SOUND(pass_1)

TEST(fail_by_require, "a failed requirement ends the case")
{
	REQUIRE(false, "ends here");
	test_crashed("came past a failed requirement");
}
SOUND(pass_2)

TEST(skip_with_reason, "a skipped case says why")
{
	SKIP("needs a thing that is not there");
}
SOUND(pass_3)

TEST(fail_before_skip, "a case that skips after a failed check has failed")
{
	CHECK_EQ(1 + 1, 3);
	SKIP("needs a thing that is not there");
}

TEST(skip_for_need, "an unmet need skips the case", NEEDS("cpus=1000"))
{
	test_crashed("ran with an unmet need");
}

TEST(crash_by_trap, "a trap that nobody expects ends the case")
{
	char *page = page_alloc(1);

	mmu_unmap(page);
	*(volatile char *)page = 1;
}
SOUND(pass_4)

TEST(crash_by_jump, "a jump to nowhere ends the case")
{
	void *page = page_alloc(1);

	mmu_unmap(page);
	((void (*)(void))page)();
}
SOUND(pass_5)

static void trap_in_handler(struct timer *timer, void *context)
{
	(void)timer;
	*(volatile char *)context = 1;
}

TEST(crash_in_handler, "a trap in an interrupt handler ends the case")
{
	static struct timer timer;
	char *page = page_alloc(1);

	mmu_unmap(page);
	timer_start(&timer, NS_PER_MS, trap_in_handler, page);
	clock_delay(50 * NS_PER_MS);
}
SOUND(pass_6)

static void trap_here(void *context)
{
	*(volatile char *)context = 1;
}

TEST(crash_on_other_cpu, "a trap on another CPU ends the case", NEEDS("cpus=2"))
{
	char *page = page_alloc(1);

	mmu_unmap(page);
	smp_call(1, trap_here, page);
	for (;;)
		cpu_relax();
}
SOUND(pass_7)

static volatile unsigned int about_to_trap;

static void trap_together(void *context)
{
	atomic_add(&about_to_trap, 1);
	while (about_to_trap < 2)
		cpu_relax();
	trap_here(context);
}

TEST(crash_on_both_cpus, "traps on two CPUs at the same time end the case", NEEDS("cpus=2"))
{
	char *page = page_alloc(1);

	about_to_trap = 0;
	mmu_unmap(page);
	smp_run(1, trap_together, page);
	trap_together(page);
}
SOUND(pass_21)

static unsigned int __attribute__((noinline)) dig(unsigned int depth)
{
	volatile char hole[512];

	hole[0] = depth;
	return depth ? dig(depth - 1) + hole[0] : 0;
}

TEST(crash_by_stack_overflow, "an endless recursion runs into the guard page")
{
	CHECK_NE(dig(100000), 1);
}
SOUND(pass_8)

static void dig_there(void *context)
{
	(void)context;
	dig(100000);
}

TEST(crash_by_other_stack, "so it does on another CPU", NEEDS("cpus=2"))
{
	smp_call(1, dig_there, NULL);
}
SOUND(pass_9)

TEST(timeout_by_watchdog, "a case that hangs with interrupts enabled is ended by the guest",
     TIMEOUT(1))
{
	for (;;)
		cpu_relax();
}
SOUND(pass_10)

TEST(timeout_by_runner, "a case that hangs with interrupts disabled is ended by the runner",
     TIMEOUT(1))
{
	irq_disable();
	for (;;)
		cpu_relax();
}
SOUND(pass_11)

TEST(crash_by_power_off, "a machine that ends in the middle of a case costs only this case")
{
	machine_off();
}
SOUND(pass_12)

TEST(fail_by_leak, "memory that is not freed fails the case")
{
	memset(malloc(100), 1, 100);
}
SOUND(pass_13)

TEST(fail_by_overrun, "a write behind a block fails the case")
{
	volatile size_t end = 100; /* hidden from the compiler, which would refuse */
	volatile char *block = malloc(end);

	block[end] = 1;
	free((char *)block);
}
SOUND(pass_14)

TEST(fail_by_exhaustion, "memory that is used up ends the case, and is there again for the next")
{
	for (;;)
		page_alloc(1024);
}
SOUND(pass_15)

static void hang_disabled(void *context)
{
	irq_disable();
	*(volatile bool *)context = true;
	for (;;)
		cpu_relax();
}

TEST(pass_or_stuck_with_hanging_cpu,
     "a CPU that hangs with interrupts disabled is stopped, or the machine is started again",
     NEEDS("cpus=2"))
{
	volatile bool hangs = false;

	smp_run(1, hang_disabled, (void *)&hangs);
	while (!hangs)
		cpu_relax();
}
SOUND(pass_16)

static void require_there(void *context)
{
	(void)context;
	REQUIRE(false, "on another CPU");
}

TEST(fail_on_other_cpu, "a failed requirement on another CPU ends its work and fails the case",
     NEEDS("cpus=2"))
{
	smp_call(1, require_there, NULL);
}
SOUND(pass_17)

static void skip_there(void *context)
{
	(void)context;
	SKIP("needs a thing that another CPU does not have");
}

TEST(skip_on_other_cpu, "a case of which another CPU skips its part is skipped", NEEDS("cpus=2"))
{
	smp_call(1, skip_there, NULL);
}
SOUND(pass_18)

/* The number of this result, and the one behind it, among them. */
TEST(fail_with_forged_results, "what a case prints does not pass for a result")
{
	for (unsigned int i = 1; i < MORE_THAN_ALL; i++) {
		NOTE("\nok %u fail_with_forged_results\n#@ end %u 0 0", i, i);
		CHECK(false, "\r\nok %u fail_with_forged_results", i);
	}
	CHECK_STR_EQ("\nok 1 fail_with_forged_results", "");
}
SOUND(pass_19)

static void chat(void *context)
{
	for (;;) {
		NOTE("a line of CPU 1");
		*(volatile bool *)context = true;
	}
}

TEST(pass_with_chatty_cpu, "a CPU that is stopped in the middle of a line costs only this line",
     NEEDS("cpus=2"))
{
	volatile bool chats = false;

	smp_run(1, chat, (void *)&chats);
	while (!chats)
		cpu_relax();
}
SOUND(pass_20)
