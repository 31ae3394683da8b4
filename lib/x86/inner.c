/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <clock.h>
#include <irq.h>
#include <random.h>
#include <stddef.h>
#include <string.h>
#include "cpu_regs.h"
#include "inner.h"
#include "virt.h"
#include "vmx.h"

#define STACK_PAGES 2
#define MOST_COUNTS 20000
#define TSC_OFFSET  0x123456789abcull
#define VECTOR	    IRQ_VECTOR(0x51)
#define PERIOD	    (3 * NS_PER_MS)
#define LIMIT	    (20 * NS_PER_S * clock_slowness())
#define LONG_COUNT  1000000
#define EARLY_PART  16 /* of the time: the host's timers run by another clock */
#define MEASURE	    (10 * NS_PER_MS)

/* RBX down to 0, then the time goes into EDX:EAX and the guest calls. */
extern const char counts_svm[], counts_svm_called[], counts_vmx[], counts_vmx_called[];
/* Until the time in RCX has come; then the guest calls. */
extern const char waits[];

#define COUNTS(name, call)                               \
#name ": dec %rbx\n\t"                           \
	      "jnz " #name "\n\t"                        \
	      "rdtsc\n\t" call "\n" #name "_called:\n\t" \
	      "jmp " #name "\n"

__asm__(".pushsection .text\n" COUNTS(counts_svm, "vmmcall")
		COUNTS(counts_vmx, "vmcall") "waits: rdtsc\n\t"
					     "shl $32, %rdx\n\t"
					     "or %rdx, %rax\n\t"
					     "cmp %rcx, %rax\n\t"
					     "jb waits\n\t"
					     "vmcall\n\t"
					     "jmp waits\n\t"
					     ".popsection");

static struct virt_registers registers;
static struct random values;
static uint64_t stack;

/* The stack pointer is one more register to be held: nobody uses the stack. */
void inner_begin_counting(uint64_t seed)
{
	bool is_vmx = virt_kind() == VIRT_VMX;

	random_seed(&values, seed);
	virt_on();
	stack = random_u64(&values);
	virt_make((uintptr_t)(is_vmx ? counts_vmx : counts_svm), stack, TSC_OFFSET);
}

static void choose_registers(uint64_t counts)
{
	random_fill(&values, &registers, sizeof(registers));
	registers.rbx = counts;
}

/* RAX, RBX and RDX are what it counted with. */
static const char *compare(const struct virt_registers *want)
{
	struct virt_registers found = registers;

	found.rax = want->rax;
	found.rbx = want->rbx;
	found.rdx = want->rdx;
	if (memcmp(want, &found, sizeof(found)) || virt_rsp() != stack)
		return "a register of the inner guest has changed";
	if (virt_changes())
		return "the structure that controls the inner guest has changed";
	return NULL;
}

static bool is_behind_call(void)
{
	bool is_vmx = virt_kind() == VIRT_VMX;

	return virt_rip() == (uintptr_t)(is_vmx ? counts_vmx_called : counts_svm_called);
}

/* Interrupts of this CPU in between are served and do not count. */
static enum virt_exit run(void)
{
	enum virt_exit exit;

	irq_disable();
	exit = virt_run(&registers);
	irq_enable();
	return exit;
}

static enum virt_exit run_through(void)
{
	enum virt_exit exit;

	do {
		exit = run();
	} while (exit == VIRT_INTERRUPT);
	return exit;
}

const char *inner_count(void)
{
	uint64_t before = tsc_read() + TSC_OFFSET, told;
	struct virt_registers want;
	const char *wrong;

	choose_registers(1 + random_below(&values, MOST_COUNTS));
	want = registers;
	if (run_through() != VIRT_CALL || !is_behind_call())
		return "the inner guest came back for another reason than its call";
	told = registers.rdx << 32 | (uint32_t)registers.rax;
	if (registers.rbx)
		return "the inner guest has not counted to the end";
	if (told < before || told > tsc_read() + TSC_OFFSET)
		return "the inner guest is not told the time that its offset makes";
	wrong = compare(&want);
	return wrong;
}

struct alarm {
	struct timer timer;
	volatile unsigned int fired;
	volatile uint64_t at;
};

static void ring(struct timer *timer, void *context)
{
	struct alarm *alarm = context;

	(void)timer;
	alarm->at = clock_ns();
	alarm->fired = 1;
}

const char *inner_be_interrupted(void)
{
	struct alarm alarm = { .fired = 0 };
	uint64_t begin = clock_ns();
	struct virt_registers want;

	choose_registers(LONG_COUNT);
	want = registers;
	timer_start(&alarm.timer, PERIOD, ring, &alarm);
	while (!alarm.fired) {
		enum virt_exit exit = run();
		const char *wrong = NULL;

		if (exit != VIRT_INTERRUPT && exit != VIRT_CALL)
			return "the inner guest came back for another reason than an interrupt";
		if (exit == VIRT_INTERRUPT)
			wrong = compare(&want);
		if (wrong)
			return wrong;
		if (exit == VIRT_CALL) {
			if (clock_ns() - begin > LIMIT)
				return "the timer never interrupts the inner guest";
			choose_registers(LONG_COUNT);
			want = registers;
		}
	}
	return alarm.at < alarm.timer.deadline ? "the timer interrupts too early" : NULL;
}

/* For all the guest knows, an interrupt of the vector came from its APIC. */
static volatile uint64_t taken, sent;

static void take(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	taken++;
}

static void __attribute__((noreturn)) call_again(void)
{
	for (;;) {
		for (volatile unsigned int i = 0; i < 100; i++)
			;
		virt_call();
	}
}

void inner_begin_taking(void)
{
	uintptr_t end = (uintptr_t)page_alloc(STACK_PAGES) + STACK_PAGES * PAGE_SIZE;

	irq_register(VECTOR, take, NULL);
	taken = sent = 0;
	virt_on();
	/* As a call leaves it. */
	virt_make((uintptr_t)call_again, end - sizeof(uint64_t), 0);
}

const char *inner_take_interrupt(void)
{
	virt_inject(VECTOR);
	sent++;
	if (run_through() != VIRT_CALL)
		return "the inner guest came back for another reason than its call";
	if (taken < sent)
		return "the inner guest never took an interrupt";
	return taken > sent ? "the inner guest took an interrupt twice" : NULL;
}

void inner_begin_waiting(void)
{
	virt_on();
	virt_make((uintptr_t)waits, 0, 0);
}

static uint64_t ticks_of(uint64_t ns)
{
	static uint64_t ticks_per_measure;

	if (!ticks_per_measure) {
		uint64_t begin = tsc_read();

		clock_delay(MEASURE);
		ticks_per_measure = tsc_read() - begin;
	}
	return ticks_per_measure * (ns / MEASURE);
}

/* What is so late was not told when it began. */
#define LATE_PART 4

/* The timer begins anew with each entry: after an interrupt, with what is left. */
static enum virt_exit run_until(uint64_t deadline)
{
	enum virt_exit exit;

	do {
		uint64_t now = tsc_read();

		vmx_start_timer(now < deadline ? (deadline - now) >> vmx_timer_shift() : 0);
		exit = run();
	} while (exit == VIRT_INTERRUPT);
	vmx_stop_timer();
	return exit;
}

const char *inner_expire(uint64_t ns, volatile uint64_t *deadline)
{
	uint64_t ticks = ticks_of(ns), end = tsc_read() + ticks;
	enum virt_exit exit;

	*deadline = end;
	registers.rcx = end + ticks / LATE_PART;
	exit = run_until(end);
	if (exit == VIRT_CALL)
		return "the preemption timer does not expire when its time has come";
	if (exit != VIRT_EXPIRED)
		return "the inner guest came back for another reason than its timer";
	return tsc_read() + ticks / EARLY_PART < end ? "the preemption timer expires early" : NULL;
}
