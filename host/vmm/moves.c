/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "console.h"
#include "moves.h"
#include "replace.h"

#define REQUEST "#@ migrate"
#define MOST_NS 15000000 /* from one move to the next, when there is no end to them */

static struct {
	unsigned int seed;
	bool endless;
	unsigned int count;
} moves;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void start(struct vm *vm)
{
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		vcpu_start(&vm->cpus[id]);
}

static enum end wait_and_stop(struct vm *vm)
{
	if (moves.endless)
		nanosleep(&(struct timespec){ .tv_nsec = rand_r(&moves.seed) % MOST_NS }, NULL);
	else
		vm_wait(vm);
	for (unsigned int id = 0; id < vm->cpu_count; id++)
		vcpu_stop(&vm->cpus[id]);
	return vm->end;
}

static uint64_t memory_pages(const struct vm *vm)
{
	uint64_t size = 0;

	for (unsigned int i = 0; i < VM_MAX_SLOTS; i++)
		size += vm->slots[i].size;
	return size / 4096;
}

/* Everything goes at once while the guest stands still. */
static void move_once(struct vm *vm, void (*make)(void), const char *how)
{
	uint64_t begin = now_ns(), took;
	char answer[128];

	if (*how && strcmp(how, " precopy") != 0 && strcmp(how, " file") != 0) {
		console_answer("@ error unsupported: the VMM moves a guest as a whole\n");
		return;
	}
	vm_replace(vm, make, NULL);
	took = now_ns() - begin;
	snprintf(answer, sizeof(answer),
		 "@ ok downtime=%llu total=%llu rounds=1 sent=%llu resent=0\n",
		 (unsigned long long)took, (unsigned long long)took,
		 (unsigned long long)memory_pages(vm));
	console_answer(answer);
}

static void answer_request(struct vm *vm, void (*make)(void))
{
	const char *rest = console_request() + strlen(REQUEST);
	char answer[32];

	if (!strcmp(rest, "-start")) {
		moves.endless = true;
		moves.count = 0;
		console_answer("@ ok\n");
	} else if (!strcmp(rest, "-stop")) {
		moves.endless = false;
		snprintf(answer, sizeof(answer), "@ ok %u\n", moves.count);
		console_answer(answer);
	} else {
		move_once(vm, make, rest);
	}
}

enum end moves_run(struct vm *vm, void (*make)(void), unsigned int seed)
{
	moves.seed = seed;
	console_watch(REQUEST);
	for (;;) {
		enum end end;

		start(vm);
		end = wait_and_stop(vm);
		if (end == END_ASKED) {
			vm->end = END_NONE;
			answer_request(vm, make);
		} else if (end == END_NONE) {
			vm_replace(vm, make, NULL);
			moves.count++;
		} else {
			return end;
		}
	}
}
