/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps: what the machine does when an instruction cannot be executed.
 *
 * An instruction that may fault is written as PROBED("…") inside an asm
 * statement: the pair (instruction, landing place) goes into a table. When it
 * traps, execution goes on at the landing place, right behind it, and the code
 * of the trap is kept for this CPU. A trap within an interrupt handler does
 * not disturb what was probed by the code it interrupted.
 *
 * A trap anywhere else goes to the handlers registered for IRQ_TRAP(code), see
 * <irq.h>, and without one ends the case with registers and a backtrace.
 */
#ifndef TRAP_H
#define TRAP_H

#include <stdbool.h>
#include <stdint.h>
#include <trap_code.h> /* TRAP_NONE is 0; the other codes are the architecture's */

struct frame;

#define PROBED(instruction)                 \
	"771:	" instruction "\n"          \
	"772:\n"                            \
	".pushsection probe_table, \"a\"\n" \
	".balign 4\n"                       \
	".long 771b - ., 772b - .\n"        \
	".popsection\n"

void trap_probe_begin(void);
unsigned int trap_probed(void); /* TRAP_NONE: nothing trapped since trap_probe_begin() */

/* Calls a function; a trap at its first instruction returns here and is recorded as probed. */
void trap_probe_call(void (*function)(void));

/* Single accesses that may fault; the value of a read that did is zero. */
uint64_t probe_read(const volatile void *address, unsigned int size);
void probe_write(volatile void *address, unsigned int size, uint64_t value);

/* "page fault (14)": the name of a code, as the manual has it. */
const char *trap_name(unsigned int code);

/*
 * For lib/ARCH/trap.c, on each synchronous exception: finds the landing place,
 * a registered handler, or ends the case. Returns when the frame may be
 * resumed. insn is the address of the instruction that trapped, parameter what
 * the machine told about it (faulting address or the like).
 */
void trap_taken(struct frame *frame, unsigned int code, uintptr_t insn, uint64_t parameter);

/* Prints the frame and a backtrace and ends the case. */
void trap_fatal(struct frame *frame, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));
/* Between two cases: tells again of what is fatal. */
void trap_reset(void);

#endif
