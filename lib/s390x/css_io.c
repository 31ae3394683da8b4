/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starting programs and waiting for what comes of them.
 */
#include <alloc.h>
#include <atomic.h>
#include <clock.h>
#include <css_io.h>
#include <frame.h>
#include <irq.h>
#include <smp.h>
#include <spinlock.h>
#include <string.h>
#include <test.h>

#define QUEUE_LENGTH 32

/* Filled by handlers on any CPU, emptied by whoever waits. */
struct css_queue {
	struct spinlock lock;
	volatile unsigned int waiting;
	struct cpu *sleeper; /* looks at the queue once more when woken */
	unsigned int next;
	struct css_seen seen;
	struct irb irbs[QUEUE_LENGTH];
};

_Static_assert(sizeof(struct css_queue) <= PAGE_SIZE, "a queue is one page");

static void put_status(struct css_queue *queue, const struct irb *irb)
{
	struct cpu *sleeper;

	if (queue->waiting == QUEUE_LENGTH) {
		queue->seen.overrun++;
		return;
	}
	queue->irbs[(queue->next + queue->waiting) % QUEUE_LENGTH] = *irb;
	atomic_add(&queue->waiting, 1);
	sleeper = atomic_load(&queue->sleeper);
	if (sleeper && sleeper != this_cpu())
		cpu_kick(sleeper);
}

static void take_status(const struct irq *irq, void *context)
{
	struct subchannel *sch = context;
	struct css_queue *queue = sch->queue;
	struct irb irb = { 0 };

	if (irq->parameter >> 32 != sch->sid)
		return;
	spin_lock(&queue->lock);
	queue->seen.interrupts++;
	if (irq->frame->io_parameter != sch->parameter ||
	    IRQ_IO(irq->frame->io_word >> 27) != IRQ_IO(sch->isc))
		queue->seen.strange++;
	if (tsch(sch->sid, &irb) == TSCH_STORED)
		put_status(queue, &irb);
	else
		queue->seen.empty++;
	spin_unlock(&queue->lock);
}

void css_listen(struct subchannel *sch)
{
	REQUIRE(sch->open, "subchannel %#x is not open", sch->sid);
	sch->queue = page_alloc(1);
	irq_register(IRQ_IO(sch->isc), take_status, sch);
	irq_open(IRQ_IO(sch->isc));
}

const struct css_seen *css_seen(const struct subchannel *sch)
{
	return &sch->queue->seen;
}

unsigned int css_start_orb(struct subchannel *sch, const struct orb *orb)
{
	sch->parameter = orb->parameter;
	return ssch(sch->sid, orb);
}

unsigned int css_start(struct subchannel *sch, const struct ccw_program *program)
{
	return css_start_orb(sch, &program->orb);
}

static bool sleep_until_there(struct css_queue *queue)
{
	bool there;

	atomic_store(&queue->sleeper, this_cpu());
	there = irq_wait(&queue->waiting, CSS_PATIENCE * clock_slowness());
	atomic_store(&queue->sleeper, NULL);
	return there;
}

static bool wait_for_queue(struct css_queue *queue, struct irb *irb)
{
	bool enabled, there;

	if (!queue->waiting && !sleep_until_there(queue))
		return false;
	enabled = irq_save();
	spin_lock(&queue->lock);
	there = queue->waiting;
	if (there) {
		*irb = queue->irbs[queue->next++ % QUEUE_LENGTH];
		queue->waiting--;
	}
	spin_unlock(&queue->lock);
	irq_restore(enabled);
	return there;
}

static bool poll(const struct subchannel *sch, struct irb *irb)
{
	uint64_t end = clock_ns() + CSS_PATIENCE * clock_slowness();

	memset(irb, 0, sizeof(*irb));
	do {
		if (tsch(sch->sid, irb) == TSCH_STORED)
			return true;
	} while (clock_ns() < end);
	return false;
}

void css_await(struct subchannel *sch, unsigned int actl, unsigned int stctl)
{
	uint64_t end = clock_ns() + CSS_PATIENCE * clock_slowness();
	struct schib schib;

	for (;;) {
		REQUIRE_EQ(stsch(sch->sid, &schib), CC_DONE);
		if ((schib.scsw.actl & actl) == actl && (schib.scsw.stctl & stctl) == stctl)
			return;
		REQUIRE(clock_ns() < end, "activity control %#x, status control %#x",
			schib.scsw.actl, schib.scsw.stctl);
		clock_delay(100 * NS_PER_US);
	}
}

bool css_wait(struct subchannel *sch, struct irb *irb)
{
	return sch->queue ? wait_for_queue(sch->queue, irb) : poll(sch, irb);
}

bool css_is_last(const struct scsw *scsw)
{
	return (scsw->actl & ACTL_SUSPENDED) || !scsw->actl;
}

bool css_run(struct subchannel *sch, const struct ccw_program *program, struct irb *irb)
{
	uint8_t device_status = 0, subchannel_status = 0;
	unsigned int cc = css_start(sch, program);

	if (cc) {
		NOTE("subchannel %#x: START SUBCHANNEL sets condition code %u", sch->sid, cc);
		return false;
	}
	do {
		if (!css_wait(sch, irb)) {
			NOTE("subchannel %#x: no status in time", sch->sid);
			return false;
		}
		device_status |= irb->scsw.device_status;
		subchannel_status |= irb->scsw.subchannel_status;
	} while (!css_is_last(&irb->scsw));
	irb->scsw.device_status = device_status;
	irb->scsw.subchannel_status = subchannel_status;
	return true;
}

bool css_ended_well(const struct irb *irb)
{
	return irb->scsw.device_status == (DEVICE_CHANNEL_END | DEVICE_END) &&
	       !irb->scsw.subchannel_status && !irb->scsw.deferred_cc;
}

static bool run_one(struct subchannel *sch, uint8_t command, void *data, uint16_t size)
{
	static struct ccw_program program;
	struct irb irb;

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, command, CCW_SUPPRESS_LENGTH, size, data);
	return css_run(sch, &program, &irb) && css_ended_well(&irb);
}

bool css_sense(struct subchannel *sch, uint8_t sense[SENSE_BYTES])
{
	return run_one(sch, CCW_BASIC_SENSE, sense, SENSE_BYTES);
}

bool css_sense_id(struct subchannel *sch, struct sense_id *id)
{
	memset(id, 0, sizeof(*id));
	return run_one(sch, CCW_SENSE_ID, id, sizeof(*id));
}
