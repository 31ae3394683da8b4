/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest is its memory and its state: what the ioctls of KVM tell of it is enough to go on in
 * another machine.
 *
 * A guest that is saved or migrated is torn out of its machine at any instruction. What the
 * ioctls forget, or put back in a way that changes something else, is lost: a timer that never
 * ends, an interrupt that was on its way, a register of the FPU. So guests that look for that
 * are stopped by chance, again and again, and each time go on in a new machine.
 */
#include <stdlib.h>
#include <time.h>

#include "../scenario.h"

#define HOPS	     13	      /* odd: what flips at each is not back at the end */
#define MOST_NS	     15000000 /* from one stop to the next */
#define PROGRESS_MS  20000
#define STATE_API(x) CITE("Linux, virt/kvm/api.rst, " x)

/* A CPU without a command of its own listens. */
static void start(const struct command *commands, unsigned int count)
{
	guest_boot(count, 0, 0, NULL);
	for (unsigned int id = count; id-- > 0;)
		guest_tell(id, &commands[id]);
}

static void pause_ns(long ns)
{
	nanosleep(&(struct timespec){ .tv_nsec = ns }, NULL);
}

static bool is_counting(const struct command *command)
{
	return command->what != COMMAND_HOLD;
}

/* It has done something since. */
static void require_progress(unsigned int id, uint64_t before)
{
	unsigned int ms = 0;

	while (guest_command(id)->result == before && guest_is_busy(id)) {
		REQUIRE(ms++ < PROGRESS_MS, "CPU %u does nothing in its new machine", id);
		pause_ns(1000000);
	}
}

static void stop(unsigned int count)
{
	for (unsigned int id = 0; id < count; id++)
		guest_command(id)->stop = true;
	for (unsigned int id = 0; id < count; id++) {
		guest_wait(id);
		CHECK(!guest_command(id)->failed, "CPU %u expected %#llx and found %#llx", id,
		      (unsigned long long)guest_command(id)->expected,
		      (unsigned long long)guest_command(id)->found);
	}
}

static void hop(const struct command *commands, unsigned int count)
{
	unsigned int seed = guest_seed();

	start(commands, count);
	for (unsigned int n = 0; n < HOPS; n++) {
		pause_ns(rand_r(&seed) % MOST_NS);
		guest_replace(NULL);
		for (unsigned int id = 0; id < count; id++) {
			if (is_counting(&commands[id]))
				require_progress(id, guest_command(id)->result);
		}
	}
	stop(count);
}

TEST(registers, "all registers of a CPU, those of the FPU too, are the same in the next machine",
     STATE_API("4.12 KVM_SET_REGS, 4.42 KVM_GET_XSAVE, 4.69 KVM_SET_ONE_REG") TIMEOUT(60))
{
	hop((const struct command[]){ { .what = COMMAND_HOLD, .value = 1 } }, 1);
}

TEST(timers, "a timer that is set in one machine ends in the next, once and not early",
     STATE_API("4.58 KVM_SET_LAPIC, 4.19 KVM_SET_MSRS, 4.69 KVM_SET_ONE_REG") TIMEOUT(60))
{
	hop((const struct command[]){ { .what = COMMAND_TIME } }, 1);
}

TEST(interrupts, "CPUs that interrupt each other get each interrupt, in whatever machine",
     STATE_API("4.32 KVM_SET_VCPU_EVENTS, 4.39 KVM_SET_MP_STATE") TIMEOUT(60))
{
	hop((const struct command[]){ { .what = COMMAND_TALK, .first = 1 },
				      { .what = COMMAND_LISTEN } },
	    2);
}

TEST(everything, "CPUs that do all of it at the same time do not notice that the machine changes",
     STATE_API("4.39 KVM_SET_MP_STATE") TIMEOUT(90))
{
	hop((const struct command[]){ { .what = COMMAND_TIME },
				      { .what = COMMAND_HOLD, .value = 2 },
				      { .what = COMMAND_TALK, .first = 3 },
				      { .what = COMMAND_LISTEN } },
	    4);
}
