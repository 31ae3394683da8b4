/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <airq.h>
#include <clock.h>
#include <control_register.h>
#include <css.h>
#include <frame.h>
#include <io_log.h>
#include <smp.h>
#include <test.h>

#define PATIENCE (5 * NS_PER_S)

struct io_log io_log;

static void keep(const struct irq *irq, void *context)
{
	unsigned int n = io_log.count;

	(void)context;
	REQUIRE(n < IO_LOG_MAX, "more than %u interruptions", IO_LOG_MAX);
	io_log.of[n].source = irq->source;
	io_log.of[n].word = irq->frame->io_word;
	io_log.of[n].sid = irq->frame->subsystem_id;
	io_log.of[n].parameter = irq->frame->io_parameter;
	io_log.of[n].cpu = smp_id();
	io_log.of[n].depth = irq->depth;
	io_log.count = n + 1;
}

static void keep_io(const struct irq *irq, void *context)
{
	struct irb irb;

	if (airq_is_adapter(irq) || tsch(irq->frame->subsystem_id, &irb) == TSCH_STORED)
		keep(irq, context);
}

void io_log_begin(void)
{
	io_log.count = 0;
	for (unsigned int isc = 0; isc < ISCS; isc++)
		irq_register(IRQ_IO(isc), keep_io, NULL);
	control_load(6, 0);
}

void io_log_add(unsigned int source)
{
	irq_register(source, keep, NULL);
}

bool io_log_wait(unsigned int count)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (io_log.count < count && clock_ns() < end)
		cpu_relax();
	return io_log.count >= count;
}
