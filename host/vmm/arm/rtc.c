/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real-time clock, a PL031 that runs from the beginning, as that of QEMU's machine virt
 * does. It begins with the host's time of day, and goes on while a machine is replaced.
 *
 * All CPUs may sleep in KVM when an alarm comes, so a thread waits for it. There is one only
 * from the first alarm that is set until the machine is saved or destroyed, and it touches the
 * machine only under its lock.
 */
#include <stdlib.h>

#include "../now.h"
#include "../room.h"
#include "../say.h"
#include "rtc.h"
#include "virt.h"

#define SECOND 1000000000ull /* ns */

enum {
	DR = 0x00,
	MR = 0x04,
	LR = 0x08,
	CR = 0x0c,
	IMSC = 0x10,
	RIS = 0x14,
	MIS = 0x18,
	ICR = 0x1c,
	ID = 0xfe0,
};

#define INT_ALARM 1
#define CR_RUNS	  1

static const uint8_t identity[] = { 0x31, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1 };

static struct rtc_state {
	uint64_t start; /* ns from now_ns() to a clock that nobody has set */
	uint32_t ahead; /* seconds that the guest has set it ahead of that */
	uint64_t due;	/* when the alarm comes, by now_ns(); 0: no alarm is to come */
	uint32_t match, load, mask, raw;
	bool line;
} rtc;

static struct {
	pthread_t thread;
	pthread_cond_t changed;
	bool runs, end;
} waiter;

static uint64_t unset_seconds(void)
{
	return (now_ns() + rtc.start) / SECOND;
}

static uint32_t seconds(void)
{
	return unset_seconds() + rtc.ahead;
}

static void update(struct vm *vm)
{
	bool now = rtc.raw & rtc.mask;

	if (now == rtc.line)
		return;
	rtc.line = now;
	line_set(vm, RTC_SPI, now);
}

/* It comes once: the same second is there again after 136 years. */
static void let_come(struct vm *vm)
{
	if (rtc.due && now_ns() >= rtc.due) {
		rtc.due = 0;
		rtc.raw = INT_ALARM;
	}
	update(vm);
}

static void *wait_for_alarms(void *context)
{
	struct vm *vm = context;

	pthread_mutex_lock(&vm->lock);
	while (!waiter.end) {
		struct timespec due = { .tv_sec = rtc.due / SECOND, .tv_nsec = rtc.due % SECOND };

		if (rtc.due)
			pthread_cond_timedwait(&waiter.changed, &vm->lock, &due);
		else
			pthread_cond_wait(&waiter.changed, &vm->lock);
		if (!waiter.end)
			let_come(vm);
	}
	pthread_mutex_unlock(&vm->lock);
	return NULL;
}

static void start_waiter(struct vm *vm)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&waiter.changed, &attributes);
	pthread_condattr_destroy(&attributes);
	waiter.end = false;
	if (pthread_create(&waiter.thread, NULL, wait_for_alarms, vm))
		die("no thread for the real-time clock");
	waiter.runs = true;
}

/* No CPU runs that could start it again. */
static void end_waiter(struct vm *vm)
{
	if (!waiter.runs)
		return;
	pthread_mutex_lock(&vm->lock);
	waiter.end = true;
	pthread_cond_signal(&waiter.changed);
	pthread_mutex_unlock(&vm->lock);
	pthread_join(waiter.thread, NULL);
	pthread_cond_destroy(&waiter.changed);
	waiter.runs = false;
}

static void wake_waiter(struct vm *vm)
{
	if (waiter.runs)
		pthread_cond_signal(&waiter.changed);
	else if (rtc.due)
		start_waiter(vm);
}

/* The second that is now counts, too. */
static void set_alarm(struct vm *vm)
{
	uint64_t unset = unset_seconds();
	uint32_t left = rtc.match - (uint32_t)(unset + rtc.ahead);

	rtc.due = left ? (unset + left) * SECOND - rtc.start : 0;
	if (!left)
		rtc.raw = INT_ALARM;
	wake_waiter(vm);
}

static uint32_t read_register(uint64_t offset)
{
	switch (offset) {
	case DR:
		return seconds();
	case MR:
		return rtc.match;
	case LR:
		return rtc.load;
	case CR:
		return CR_RUNS;
	case IMSC:
		return rtc.mask;
	case RIS:
		return rtc.raw;
	case MIS:
		return rtc.raw & rtc.mask;
	}
	if (offset >= ID && (offset - ID) / 4 < sizeof(identity))
		return identity[(offset - ID) / 4];
	return 0;
}

static void write_register(struct vm *vm, uint64_t offset, uint32_t value)
{
	switch (offset) {
	case MR:
		rtc.match = value;
		set_alarm(vm);
		break;
	case LR:
		rtc.load = value;
		rtc.ahead += value - seconds();
		set_alarm(vm);
		break;
	case IMSC:
		rtc.mask = value & INT_ALARM;
		break;
	case ICR:
		rtc.raw &= ~value;
		break;
	}
}

/* What has come before this access comes before it, however late the thread is. */
static void access(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
		   uint64_t *value)
{
	(void)size;
	let_come(vcpu->vm);
	if (write)
		write_register(vcpu->vm, offset, *value);
	else
		*value = read_register(offset);
	update(vcpu->vm);
}

void rtc_create(struct vm *vm)
{
	static const struct device device = {
		.space = SPACE_MEMORY,
		.start = RTC,
		.size = RTC_SIZE,
		.access = access,
	};
	struct timespec day;

	clock_gettime(CLOCK_REALTIME, &day);
	rtc = (struct rtc_state){ .start = day.tv_sec * SECOND + day.tv_nsec - now_ns() };
	vm_add_device(vm, &device);
	vm->leave = end_waiter;
}

struct rtc_state *rtc_save(struct vm *vm)
{
	end_waiter(vm);
	return room_with(&rtc, sizeof(rtc));
}

/* The GIC knows the level of the line already, unless the alarm has come in the meantime. */
void rtc_restore(struct vm *vm, struct rtc_state *state)
{
	rtc = *state;
	free(state);
	let_come(vm);
	wake_waiter(vm);
}
