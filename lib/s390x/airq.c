/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <airq.h>
#include <atomic.h>
#include <case.h>
#include <css.h>
#include <frame.h>

bool airq_is_adapter(const struct irq *irq)
{
	return irq->frame->io_word & IO_WORD_ADAPTER;
}

static void interrupted(const struct irq *irq, void *context)
{
	struct airq *airq = context;

	if (!airq_is_adapter(irq))
		return;
	atomic_add(&airq->interruptions, 1);
	if (airq->summary && !atomic_xchg(airq->summary, 0))
		atomic_add(&airq->in_vain, 1);
	else if (airq->handler)
		airq->handler(airq, irq);
}

static void drain(struct case_undo *undo)
{
	(void)undo;
	css_drain(CSS_ALL_SUBCLASSES);
}

void airq_register(struct airq *airq)
{
	static struct case_undo undo = { .undo = drain };

	case_at_end(&undo);
	irq_register(IRQ_IO(airq->isc), interrupted, airq);
}

void airq_unregister(struct airq *airq)
{
	irq_unregister(IRQ_IO(airq->isc), interrupted, airq);
}

static uint8_t mask_of(unsigned int bit)
{
	return 0x80 >> bit % 8;
}

bool airq_bit(const volatile uint8_t *vector, unsigned int bit)
{
	return vector[bit / 8] & mask_of(bit);
}

bool airq_take_bit(volatile uint8_t *vector, unsigned int bit)
{
	return airq_bit(vector, bit) &&
	       atomic_and(&vector[bit / 8], (uint8_t)~mask_of(bit)) & mask_of(bit);
}
