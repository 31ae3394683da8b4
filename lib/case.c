/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the cases of the image one after the other, each from the same state,
 * and says how they ended.
 */
#include <alloc.h>
#include <args.h>
#include <atomic.h>
#include <case.h>
#include <clock.h>
#include <console.h>
#include <frame.h>
#include <irq.h>
#include <jump.h>
#include <machine.h>
#include <mmu.h>
#include <note.h>
#include <smp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <symbol.h>
#include <test.h>
#include <trap.h>

extern const struct test_case cases_start[], cases_end[];

/* Why jump_to() came back to the loop. */
enum { END_CHECK = 1, END_SKIP, END_CRASH, END_TIMEOUT };

static struct {
	struct jump end;
	unsigned int failures;
	unsigned int crashed; /* on whichever CPU */
	bool skipped;	      /* the same */
	char reason[200];     /* of a SKIP or a crash */
	struct timer watchdog;
	bool running; /* so that end is a place to go to */
} current;

static unsigned int passed, failed, skipped;

/* Outside a case the library itself has failed, and there is nothing to go on with. */
static void __attribute__((noreturn)) leave(int why)
{
	struct cpu *cpu = this_cpu();

	irq_disable();
	if (!cpu->id && !current.running) {
		printf("#@ stuck outside a case: %s\n", current.reason);
		machine_off();
	}
	if (!cpu->id)
		jump_to(&current.end, why);
	jump_to(&cpu->end_of_work, why);
}

void case_failed(bool ends)
{
	atomic_add(&current.failures, 1);
	if (ends)
		leave(END_CHECK);
}

static void keep_reason(const char *reason)
{
	snprintf(current.reason, sizeof(current.reason), "%s", reason);
	keep_to_line(current.reason);
}

void case_crashed(const char *reason)
{
	console_break_lock();
	if (!atomic_xchg(&current.crashed, 1))
		keep_reason(reason);
	if (this_cpu()->id)
		cpu_kick(smp_cpu(0));
	leave(END_CRASH);
}

void case_end_if_crashed(void)
{
	if (!this_cpu()->id && atomic_load(&current.crashed))
		leave(END_CRASH);
}

void test_crashed(const char *format, ...)
{
	char reason[sizeof(current.reason)];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	case_crashed(reason);
}

/* Wherever it happens, something was not tested; on another CPU, its work ends there. */
void test_skip(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(current.reason, sizeof(current.reason), format, args);
	va_end(args);
	keep_to_line(current.reason);
	current.skipped = true;
	leave(END_SKIP);
}

static void watchdog_bites(struct timer *timer, void *context)
{
	console_break_lock();
	printf("# timed out after %lu s in %pS\n", *(uint64_t *)context,
	       (void *)frame_pc(timer->frame));
	backtrace(timer->frame);
	leave(END_TIMEOUT);
}

static struct case_undo *undos;

void case_at_end(struct case_undo *undo)
{
	bool enabled = irq_save();

	if (!undo->listed) {
		undo->listed = true;
		undo->older = undos;
		undos = undo;
	}
	irq_restore(enabled);
}

static void undo_all(void)
{
	while (undos) {
		struct case_undo *undo = undos;

		undos = undo->older;
		undo->listed = false;
		undo->undo(undo);
	}
}

static int run(const struct test_case *test, uint64_t *took)
{
	uint64_t limit = note_timeout(test->note), begin;
	int why = jump_set(&current.end);

	if (!why) {
		current.running = true;
		if (limit)
			timer_start(&current.watchdog, limit * NS_PER_S * clock_slowness(),
				    watchdog_bites, &limit);
		*took = clock_ns();
		irq_enable();
		test->run();
		irq_disable();
	}
	current.running = false;
	begin = *took;
	*took = clock_ns() - begin;
	return why;
}

/* Every case finds what the first one found. */
static bool clean_up(bool judge_leaks)
{
	bool sound = smp_reset();
	unsigned int leaks;

	console_reset();
	trap_reset();
	undo_all();
	timer_reset();
	irq_reset();
	mmu_reset();
	machine_reset();
	sound &= irq_setup();
	leaks = malloc_reset(judge_leaks);
	if (judge_leaks && leaks)
		case_failed(false);
	page_reset();
	return sound;
}

static void conclude(unsigned int result, const char *name, int why, uint64_t took)
{
	const char *verdict = "ok", *tail = "";

	if (why == END_CRASH || current.crashed)
		printf("#@ crash %s\n", current.reason);
	else if (why == END_TIMEOUT)
		printf("#@ timeout\n");

	if (current.failures || current.crashed || why == END_TIMEOUT) {
		verdict = "not ok";
		failed++;
	} else if (current.skipped) {
		tail = current.reason;
		skipped++;
	} else {
		passed++;
	}
	printf("#@ time %lu\n%s %u %s%s%s\n", took, verdict, result, name, *tail ? " # SKIP " : "",
	       tail);
}

/* False if the machine cannot go on. */
static bool do_case(unsigned int number, unsigned int result)
{
	const struct test_case *test = &cases_start[number - 1];
	const char *name = note_name(test->note), *unmet;
	uint64_t took = 0;
	bool sound = true;
	int why;

	printf("#@ case %u %s\n", number, name);
	current.failures = current.crashed = 0;
	current.skipped = false;
	unmet = note_unmet_need(test->note);
	if (unmet) {
		keep_reason(unmet);
		current.skipped = true;
		why = END_SKIP;
	} else {
		why = run(test, &took);
		sound = clean_up(!why && !current.failures && !current.crashed);
	}
	conclude(result, name, why, took);
	if (!sound)
		printf("#@ stuck a CPU or its interrupts did not come back after %s\n", name);
	return sound;
}

typedef bool visitor(unsigned int number, unsigned int nth);

static bool visit_range(unsigned long first, unsigned long last, unsigned int *nth, visitor *visit)
{
	unsigned int all = cases_end - cases_start;

	for (unsigned long n = first; n && n <= last && n <= all; n++) {
		if (!visit(n, ++*nth))
			return false;
	}
	return true;
}

/*
 * The list "2,5-9": calls visit for each number. Numbers beyond the last case
 * are passed over, so that the runner may leave the end open.
 */
static bool for_each_selected(visitor *visit)
{
	const char *list = args_value("hp.cases");
	unsigned int nth = 0;

	if (!list)
		return visit_range(1, cases_end - cases_start, &nth, visit);
	while (*list) {
		char *rest;
		unsigned long first = strtoul(list, &rest, 10), last = first;

		if (*rest == '-')
			last = strtoul(rest + 1, &rest, 10);
		if (!visit_range(first, last, &nth, visit))
			return false;
		if (*rest != ',')
			break;
		list = rest + 1;
	}
	return true;
}

static unsigned int planned;

static bool count(unsigned int number, unsigned int nth)
{
	(void)number;
	planned = nth;
	return true;
}

void test_main(void)
{
	for_each_selected(count);
	printf("KTAP version 1\n#@ hostproof 1 %s\n1..%u\n", machine_arch, planned);
	if (for_each_selected(do_case))
		printf("#@ end %u %u %u\n", passed, failed, skipped);
	machine_off();
}
