/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch_cpu.h>
#include <atomic.h>
#include <case.h>
#include <clock.h>
#include <console.h>
#include <frame.h>
#include <irq.h>
#include <smp.h>
#include <stdarg.h>
#include <stdio.h>
#include <symbol.h>
#include <trap.h>

/* Distances from the place of the word itself, so that the table needs no relocation. */
struct probe {
	int32_t insn;
	int32_t landing;
};

#define REPORT_NS    (10 * NS_PER_S) /* more than one takes, in a guest of a guest too */
#define MOST_REPORTS 16		     /* of one case: who cannot go on traps again and again */

static const struct cpu *reporter; /* of what ends the case; NULL: nobody */
static unsigned int reports;

extern const struct probe probe_table_start[], probe_table_end[];

void trap_probe_begin(void)
{
	this_cpu()->probed = TRAP_NONE;
}

unsigned int trap_probed(void)
{
	return *(volatile unsigned int *)&this_cpu()->probed;
}

static uintptr_t find_landing(uintptr_t insn)
{
	for (const struct probe *probe = probe_table_start; probe < probe_table_end; probe++) {
		if ((uintptr_t)&probe->insn + probe->insn == insn)
			return (uintptr_t)&probe->landing + probe->landing;
	}
	return 0;
}

void trap_taken(struct frame *frame, unsigned int code, uintptr_t insn, uint64_t parameter)
{
	uintptr_t landing = find_landing(insn);

	if (landing) {
		this_cpu()->probed = code;
		frame_set_pc(frame, landing);
	} else if (!irq_dispatch(IRQ_TRAP(code), parameter, frame)) {
		trap_fatal(frame, "%s at %pS, %#lx", trap_name(code), (void *)insn, parameter);
	}
}

/*
 * Several CPUs may come to grief at the same time: one after the other tells of it. One that
 * traps again in its own report goes on at once, and none waits for one that came to no end.
 */
static void begin_report(void)
{
	uint64_t end = clock_ns() + REPORT_NS;

	while (atomic_load(&reporter) != this_cpu() && clock_ns() < end &&
	       atomic_cmpxchg(&reporter, NULL, this_cpu()))
		cpu_relax();
	console_break_lock();
}

void trap_fatal(struct frame *frame, const char *format, ...)
{
	char reason[200];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);

	if (atomic_add(&reports, 1) < MOST_REPORTS) {
		begin_report();
		printf("# CPU %u: %s\n", this_cpu()->id, reason);
		frame_print(frame);
		backtrace(frame);
		atomic_store(&reporter, NULL);
	}
	case_crashed(reason);
}

void trap_reset(void)
{
	atomic_store(&reports, 0);
}
