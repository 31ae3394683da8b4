/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading channel reports, by asking and by machine check.
 */
#include <clock.h>
#include <control_register.h>
#include <crw.h>
#include <css.h>
#include <css_io.h>
#include <irq.h>
#include <spinlock.h>
#include <string.h>

#define QUEUE_LENGTH 32

/* Filled by handlers on any CPU, emptied by whoever waits. */
static struct {
	struct spinlock lock;
	volatile unsigned int waiting;
	unsigned int next;
	struct crw_seen seen;
	struct channel_report reports[QUEUE_LENGTH];
} queue;

uint32_t crw_sid(const struct channel_report *report)
{
	const unsigned int set_shift = 4;
	unsigned int set = report->words > 1 ? report->word[1].id >> set_shift : 0;

	return SID(set & (SUBCHANNEL_SETS - 1), report->word[0].id);
}

/* After an overflow the bit says nothing: the words that it speaks of may be those lost. */
static bool goes_on(const struct crw *crw)
{
	return crw->chained && !crw->overflow;
}

bool crw_take(struct channel_report *report)
{
	struct crw crw;

	memset(report, 0, sizeof(*report));
	do {
		if (stcrw(&crw) != STCRW_STORED) {
			report->broken = report->words;
			return report->words;
		}
		if (report->words < CRW_CHAIN)
			report->word[report->words] = crw;
		report->words++;
	} while (goes_on(&crw));
	return true;
}

bool crw_open(void)
{
	uint64_t before = control_store(14);

	control_load(14, before | CR14_CHANNEL_REPORT);
	return before & CR14_CHANNEL_REPORT;
}

bool crw_close(void)
{
	uint64_t before = control_store(14);

	control_load(14, before & ~(uint64_t)CR14_CHANNEL_REPORT);
	return before & CR14_CHANNEL_REPORT;
}

static void let_go(const struct irq *irq, void *context)
{
	(void)irq;
	(void)context;
}

unsigned int crw_drain(void)
{
	struct channel_report report;
	unsigned int count = 0;

	irq_register(IRQ_MACHINE_CHECK, let_go, NULL);
	crw_open();
	while (crw_take(&report))
		count++;
	crw_close();
	irq_unregister(IRQ_MACHINE_CHECK, let_go, NULL);
	return count;
}

static void keep(const struct channel_report *report)
{
	if (queue.waiting == QUEUE_LENGTH) {
		queue.seen.overrun++;
		return;
	}
	queue.reports[(queue.next + queue.waiting) % QUEUE_LENGTH] = *report;
	queue.waiting++;
}

static void collect(const struct irq *irq, void *context)
{
	struct channel_report report;
	unsigned int count = 0;

	(void)context;
	spin_lock(&queue.lock);
	queue.seen.machine_checks++;
	queue.seen.code = irq->parameter;
	for (; crw_take(&report); count++)
		keep(&report);
	queue.seen.empty += !count;
	spin_unlock(&queue.lock);
}

void crw_listen(void)
{
	irq_unregister(IRQ_MACHINE_CHECK, collect, NULL);
	crw_drain();
	memset(&queue, 0, sizeof(queue));
	irq_register(IRQ_MACHINE_CHECK, collect, NULL);
	crw_open();
}

const struct crw_seen *crw_seen(void)
{
	return &queue.seen;
}

/* Where another CPU took the machine check, nothing wakes this one. */
static bool wait_for_report(void)
{
	uint64_t end = clock_ns() + CSS_PATIENCE * clock_slowness();

	while (!queue.waiting && clock_ns() < end)
		irq_wait(&queue.waiting, NS_PER_MS);
	return queue.waiting;
}

bool crw_wait(struct channel_report *report)
{
	bool enabled;

	if (!wait_for_report())
		return false;
	enabled = irq_save();
	spin_lock(&queue.lock);
	*report = queue.reports[queue.next++ % QUEUE_LENGTH];
	queue.waiting--;
	spin_unlock(&queue.lock);
	irq_restore(enabled);
	return true;
}
