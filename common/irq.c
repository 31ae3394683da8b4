/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts, as far as they are the same everywhere: who is called, in which
 * order, how deep, and that the interrupted code cannot tell.
 *
 * A host that emulates or virtualises a CPU delivers interrupts by rewriting
 * its registers from outside. What it forgets to save, or saves at the wrong
 * moment, is found only by code that has something in every register when the
 * interrupt comes, and by interrupts that come while another one is handled.
 */
#include <alloc.h>
#include <clock.h>
#include <irq.h>
#include <mmu.h>
#include <registers.h>
#include <smp.h>
#include <test.h>

#define DEPTH	 16
#define ROUNDS	 200
#define FEWEST	 20 /* rounds on a slow host */
#define SOON	 (20 * NS_PER_US)
#define PATIENCE (5 * NS_PER_S)
#define FAR	 (25 * NS_PER_S) /* what no load of the host makes of a millisecond */

static volatile unsigned int calls, order[4];
static bool handlers_left; /* by a case before */

static void note_order(const struct irq *irq, void *context)
{
	(void)irq;
	order[calls++ % 4] = (uintptr_t)context;
}

static void send_and_wait(void)
{
	unsigned int before = calls;
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	smp_ipi(smp_id());
	while (calls == before && clock_ns() < end)
		cpu_relax();
	clock_delay(50 * NS_PER_US);
}

TEST(handlers_in_order, "several handlers of one source are called in the order of registration")
{
	calls = 0;
	for (uintptr_t i = 1; i <= 3; i++)
		irq_register(IRQ_IPI, note_order, (void *)i);
	handlers_left = true;
	send_and_wait();
	CHECK_EQ(calls, 3);
	for (unsigned int i = 0; i < 3; i++)
		CHECK_EQ(order[i], i + 1);
}

TEST(unregistered_is_not_called, "a handler is not called once it is unregistered, the others are")
{
	calls = 0;
	for (uintptr_t i = 1; i <= 3; i++)
		irq_register(IRQ_IPI, note_order, (void *)i);
	irq_unregister(IRQ_IPI, note_order, (void *)2);
	send_and_wait();
	CHECK_EQ(calls, 2);
	CHECK_EQ(order[0], 1);
	CHECK_EQ(order[1], 3);
}

TEST(registrations_end_with_the_case, "a handler of the case before is not called in this one")
{
	if (!handlers_left)
		SKIP("needs the case handlers_in_order before it");
	calls = 0;
	irq_register(IRQ_IPI, note_order, NULL);
	send_and_wait();
	CHECK_EQ(calls, 1);
	CHECK_EQ(order[0], 0);
}

TEST(disabled_stays_pending,
     "an interrupt that comes while interrupts are disabled is taken once, when they are enabled")
{
	calls = 0;
	irq_register(IRQ_IPI, note_order, NULL);
	irq_disable();
	smp_ipi(smp_id());
	clock_delay(NS_PER_MS);
	CHECK_EQ(calls, 0);
	irq_enable();
	clock_delay(10 * NS_PER_MS);
	CHECK_EQ(calls, 1);
}

static struct {
	unsigned int deepest, wrong_depth, changed;
	volatile unsigned int done;
} nest;

static void interrupt_myself(struct timer *timer, void *context)
{
	(void)timer;
	(void)context;
	smp_ipi(smp_id());
}

/*
 * The interrupt comes a little later, when there is a pattern in all registers. A loop
 * that ends before it should has lost a flag.
 */
static void be_interrupted(uint64_t seed)
{
	struct timer timer = { 0 };

	timer_start(&timer, SOON, interrupt_myself, NULL);
	nest.changed += registers_hold(&nest.done, seed) + !nest.done;
}

static void nest_deeper(const struct irq *irq, void *context)
{
	unsigned int depth = irq->depth;

	(void)context;
	if (depth != nest.deepest)
		nest.wrong_depth++;
	nest.deepest++;
	if (depth + 1 == DEPTH) {
		nest.done = 1;
	} else {
		irq_enable();
		be_interrupted(depth);
		irq_disable();
	}
	registers_spoil(~(uint64_t)depth);
	if (irq->depth != depth)
		nest.wrong_depth++;
}

static void nest_once(uint64_t seed)
{
	nest.deepest = 0;
	nest.done = 0;
	be_interrupted(seed);
}

TEST(nested_sixteen_deep,
     "a handler that enables its own source again is interrupted by it, 16 levels deep")
{
	irq_register(IRQ_IPI, nest_deeper, NULL);
	nest_once(1);
	CHECK_EQ(nest.deepest, DEPTH);
	CHECK_EQ(nest.wrong_depth, 0);
}

TEST(registers_survive_nesting,
     "general, floating point and vector registers of every level survive what nests above it")
{
	unsigned int rounds = clock_repeats(ROUNDS, FEWEST);

	nest.changed = 0;
	irq_register(IRQ_IPI, nest_deeper, NULL);
	for (unsigned int i = 0; i < rounds; i++)
		nest_once(i);
	CHECK_EQ(nest.changed, 0);
}

TEST(system_registers_survive, "control and system registers are the same after nested interrupts")
{
	uint64_t before[64], after[64];
	size_t n = registers_system(before, 64);

	irq_register(IRQ_IPI, nest_deeper, NULL);
	nest_once(3);
	CHECK_EQ(registers_system(after, 64), n);
	CHECK_MEM_EQ(before, after, n * sizeof(*before));
}

static volatile unsigned int ticks;

static void tick(struct timer *timer, void *context)
{
	registers_spoil(ticks);
	if (++ticks < ROUNDS)
		timer_start(timer, SOON, tick, context);
	else
		*(volatile unsigned int *)context = 1;
}

TEST(registers_survive_a_timer,
     "no register changes under a busy loop that a timer interrupts 200 times")
{
	static struct timer timer;
	volatile unsigned int done = 0;

	ticks = 0;
	timer_start(&timer, SOON, tick, (void *)&done);
	CHECK_EQ(registers_hold(&done, 77), 0);
	CHECK_EQ(ticks, ROUNDS);
}

static void probe_in_handler(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
	trap_probe_begin();
	calls++;
}

TEST(probes_are_private,
     "what interrupted code has probed is not disturbed by a handler that probes")
{
	char *page = page_alloc(1);
	unsigned int trap;

	calls = 0;
	mmu_unmap(page);
	irq_register(IRQ_IPI, probe_in_handler, NULL);
	trap_probe_begin();
	probe_read(page, 1);
	trap = trap_probed();
	CHECK_NE(trap, TRAP_NONE);
	send_and_wait();
	CHECK_EQ(calls, 1);
	CHECK_EQ(trap_probed(), trap);
}

TEST(wait_ends_by_event,
     "a CPU that sleeps until an event wakes up for it, and not only at the time limit")
{
	static struct timer timer;
	volatile unsigned int done = 0;
	uint64_t begin = clock_ns(), limit = FAR * clock_slowness();

	ticks = ROUNDS - 1;
	timer_start(&timer, NS_PER_MS, tick, (void *)&done);
	CHECK(irq_wait(&done, limit));
	CHECK_LT(clock_ns() - begin, limit);
}

TEST(wait_ends_by_time,
     "a CPU that sleeps until an event which does not come wakes up at the time limit")
{
	volatile unsigned int never = 0;
	uint64_t begin = clock_ns();

	CHECK(!irq_wait(&never, 5 * NS_PER_MS));
	CHECK_GE(clock_ns() - begin, 5 * NS_PER_MS);
}
