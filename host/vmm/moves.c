/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "moves.h"
#include "now.h"
#include "precopy.h"
#include "replace.h"

#define REQUEST	  "#@ migrate"
#define MOST_NS	  15000000 /* from one move to the next, when there is no end to them */
#define CANCEL_IN 3	   /* rounds, as docs/design.md has it */

static struct {
	unsigned int seed;
	bool endless;
	unsigned int count;
} moves;

static void run_and_stop(struct vm *vm)
{
	vm_start(vm);
	if (moves.endless)
		nanosleep(&(struct timespec){ .tv_nsec = rand_r(&moves.seed) % MOST_NS }, NULL);
	else
		vm_wait(vm);
	vm_stop(vm);
}

static void tell(const struct precopy_figures *figures)
{
	char answer[192];

	snprintf(answer, sizeof(answer),
		 "@ ok downtime=%llu total=%llu rounds=%u sent=%llu resent=%llu in_vain=%llu\n",
		 (unsigned long long)figures->downtime_ns, (unsigned long long)figures->total_ns,
		 figures->rounds, (unsigned long long)figures->sent,
		 (unsigned long long)figures->resent, (unsigned long long)figures->in_vain);
	console_answer(answer);
}

/* Everything goes along at once while the guest stands still. */
static void move_at_once(struct vm *vm, void (*make)(void))
{
	struct precopy_figures figures = { .rounds = 1 };
	uint64_t begin = now_ns();

	for (unsigned int i = 0; i < VM_MAX_SLOTS; i++)
		figures.sent += vm->slots[i].size / VM_PAGE;
	vm_replace(vm, make, NULL, NULL);
	figures.downtime_ns = figures.total_ns = now_ns() - begin;
	tell(&figures);
}

/* The words behind precopy; false if one is not known. */
static bool read_order(char *words, struct precopy_order *order)
{
	char *rest, *word = strtok_r(words, " ", &rest);

	for (; word; word = strtok_r(NULL, " ", &rest)) {
		if (!strcmp(word, "fail=cancel"))
			order->cancel_in = CANCEL_IN;
		else if (sscanf(word, "rounds=%u", &order->rounds) != 1)
			return false;
	}
	if (order->cancel_in && order->rounds <= order->cancel_in)
		order->rounds = order->cancel_in + 1;
	return true;
}

static void move_by_precopy(struct vm *vm, void (*make)(void), char *words)
{
	struct precopy_order order = { 0 };
	struct precopy_figures figures;

	if (!read_order(words, &order))
		console_answer("@ error unsupported: the VMM has no destination that could fail\n");
	else if (precopy(vm, make, &order, &figures))
		tell(&figures);
	else
		console_answer("@ error the migration was given up\n");
}

static void move_once(struct vm *vm, void (*make)(void), char *how)
{
	static const char precopy_word[] = "precopy";
	size_t length = strcspn(how, " ");

	if (!strcmp(how, "file"))
		move_at_once(vm, make);
	else if (!length || (length == strlen(precopy_word) && !strncmp(how, precopy_word, length)))
		move_by_precopy(vm, make, how + length);
	else
		console_answer("@ error unsupported: the VMM sends memory by precopy alone\n");
}

static void answer_request(struct vm *vm, void (*make)(void))
{
	char text[CONSOLE_REQUEST], answer[32], *rest = text + strlen(REQUEST);

	console_take_request(text, sizeof(text));
	if (!strcmp(rest, "-start")) {
		moves.endless = true;
		moves.count = 0;
		console_answer("@ ok\n");
	} else if (!strcmp(rest, "-stop")) {
		moves.endless = false;
		snprintf(answer, sizeof(answer), "@ ok %u\n", moves.count);
		console_answer(answer);
	} else {
		move_once(vm, make, rest + (*rest == ' '));
	}
}

enum end moves_run(struct vm *vm, void (*make)(void), unsigned int seed)
{
	moves.seed = seed;
	console_watch(REQUEST);
	for (;;) {
		/* It may have come to an end in the middle of a migration. */
		if (vm->end == END_NONE)
			run_and_stop(vm);
		if (vm->end == END_ASKED) {
			vm->end = END_NONE;
			answer_request(vm, make);
		} else if (vm->end == END_NONE) {
			vm_replace(vm, make, NULL, NULL);
			moves.count++;
		} else {
			return vm->end;
		}
	}
}
