/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that runs a guest of its own is more than its registers: what the CPU knows of the
 * inner guest, which of the two it was running, and what it owes them.
 *
 * A VMM that forgets the nested state, or a KVM that puts it back incompletely, lets the outer
 * guest go on with the registers of the inner one, forget that it ever began to virtualize, or
 * wait for a timer that never expires.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

#include "../scenario.h"

#define EACH_OFTEN  5	     /* stops in each of the two guests, at least */
#define MOST_NS	    10000000 /* from one stop to the next */
#define PROGRESS_MS 20000
#define EXPIRE_NS   800000000 /* how long the preemption timer counts */
#define MOST_TRIES  5
#define MSR_TSC	    0x10
#define API	    KVM_API("4.114 KVM_GET_NESTED_STATE, 4.115 KVM_SET_NESTED_STATE")

#define STATE_SIZE 0x4000

static unsigned int seed, stops_in_outer, stops_in_inner;

static void look(struct vm *vm)
{
	struct kvm_nested_state *state = calloc(1, STATE_SIZE);

	REQUIRE(state);
	state->size = STATE_SIZE;
	KVM_CALL(vm->cpus[0].fd, KVM_GET_NESTED_STATE, state);
	if (state->flags & KVM_STATE_NESTED_GUEST_MODE)
		stops_in_inner++;
	else
		stops_in_outer++;
	free(state);
}

static void boot(uint64_t what)
{
	seed = guest_seed();
	stops_in_outer = stops_in_inner = 0;
	guest_boot(1, 0, 0, NULL);
	if (!vm_has(&guest.vm, KVM_CAP_NESTED_STATE) ||
	    !guest_do(0, &(struct command){ .what = COMMAND_ASK, .first = what }))
		SKIP("a guest of this KVM cannot have such a guest");
	guest_tell(0, &(struct command){ .what = COMMAND_NEST,
					 .first = what,
					 .value = what == NEST_EXPIRES ? EXPIRE_NS : seed });
}

static void replace_after(long ns)
{
	nanosleep(&(struct timespec){ .tv_nsec = ns }, NULL);
	guest_replace(look);
}

static void require_progress(uint64_t before)
{
	unsigned int ms = 0;

	while (guest_command(0)->result == before && guest_is_busy(0)) {
		REQUIRE(ms++ < PROGRESS_MS, "the guest does nothing in its new machine");
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
}

static void stop(void)
{
	guest_command(0)->stop = true;
	guest_wait(0);
	CHECK(!guest_command(0)->failed, "the guest has noticed: the last exit was for %#llx",
	      (unsigned long long)guest_command(0)->found);
	printf("# stopped %u times in the outer guest, %u times in the inner\n", stops_in_outer,
	       stops_in_inner);
}

static void hop(uint64_t what)
{
	boot(what);
	while ((stops_in_outer < EACH_OFTEN || stops_in_inner < EACH_OFTEN) && guest_is_busy(0)) {
		replace_after(rand_r(&seed) % MOST_NS);
		require_progress(guest_command(0)->result);
	}
	stop();
}

TEST(calls, "a guest and its inner guest go on in the next machine, whichever was running",
     API TIMEOUT(120))
{
	hop(NEST_COUNTS);
}

TEST(interrupts, "an interrupt that ends the run of an inner guest does so in the next machine",
     API TIMEOUT(120))
{
	hop(NEST_INTERRUPTED);
}

TEST(injected, "an interrupt that was to go with an entry is taken once, in whatever machine",
     API TIMEOUT(120))
{
	hop(NEST_TAKES);
}

/* How long it takes until the timer that the guest has told last, when the guest was stopped. */
static int64_t left_ns;

static void look_at_timer(struct vm *vm)
{
	int64_t khz = KVM_CALL(vm->cpus[0].fd, KVM_GET_TSC_KHZ, 0);
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} tsc = { .head.nmsrs = 1, .entry.index = MSR_TSC };

	look(vm);
	REQUIRE_EQ(KVM_CALL(vm->cpus[0].fd, KVM_GET_MSRS, &tsc), 1);
	left_ns = (int64_t)(guest_command(0)->at - tsc.entry.data) * 1000000 / khz;
}

static void wait_for(const volatile uint64_t *value, uint64_t while_it_is)
{
	unsigned int ms = 0;

	while (*value == while_it_is && guest_is_busy(0)) {
		REQUIRE(ms++ < PROGRESS_MS, "the guest does nothing");
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
}

/*
 * A timer that is set anew by the last move expires when all its time has passed once more. In
 * the second half of the time the guest is left alone: if the time comes while there is no
 * machine, KVM takes it for one in the far future. False if it was stopped too late for that.
 */
static bool move_while_it_counts(void)
{
	uint64_t before = guest_command(0)->result;

	do {
		nanosleep(&(struct timespec){ .tv_nsec = rand_r(&seed) % (EXPIRE_NS / 16) }, NULL);
		guest_replace(look_at_timer);
	} while (left_ns > EXPIRE_NS / 2 && guest_is_busy(0));
	if (left_ns < EXPIRE_NS / 8)
		return false;
	wait_for(&guest_command(0)->result, before);
	return true;
}

/* The guest tells when the timer has to expire as soon as it counts. */
TEST(preemption_timer, "the preemption timer of VMX expires when it would have, not later",
     KVM_API("4.114 KVM_GET_NESTED_STATE, preemption_timer_deadline") TIMEOUT(120))
{
	unsigned int tries = 0;
	bool counts;

	do {
		guest_destroy();
		boot(NEST_EXPIRES);
		wait_for(&guest_command(0)->at, 0);
		counts = move_while_it_counts();
	} while (!counts && ++tries < MOST_TRIES);
	if (!counts)
		SKIP("the host is too slow to stop the guest in time");
	CHECK(stops_in_inner);
	stop();
}
