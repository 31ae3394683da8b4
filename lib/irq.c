/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <atomic.h>
#include <case.h>
#include <clock.h>
#include <irq.h>
#include <smp.h>
#include <spinlock.h>
#include <test.h>

#define MAX_REGISTRATIONS 1024

/*
 * Read without a lock, because an interrupt that cannot be masked may come
 * while the lock is held: a slot is complete before its handler is set, and
 * empty once its handler is NULL.
 */
static struct registration {
	irq_handler *handler;
	void *context;
	unsigned int source;
} slots[MAX_REGISTRATIONS];

static unsigned int used;
static struct spinlock lock;

void irq_register(unsigned int source, irq_handler *handler, void *context)
{
	bool enabled = irq_save();
	unsigned int slot;

	spin_lock(&lock);
	slot = used;
	if (slot < MAX_REGISTRATIONS) {
		slots[slot].source = source;
		slots[slot].context = context;
		atomic_store(&slots[slot].handler, handler);
		atomic_store(&used, slot + 1);
	}
	spin_unlock(&lock);
	irq_restore(enabled);
	REQUIRE(slot < MAX_REGISTRATIONS, "more than %u handlers", MAX_REGISTRATIONS);
}

void irq_unregister(unsigned int source, irq_handler *handler, void *context)
{
	bool enabled = irq_save();

	spin_lock(&lock);
	for (unsigned int i = 0; i < used; i++) {
		struct registration *slot = &slots[i];

		if (slot->source == source && slot->handler == handler &&
		    slot->context == context) {
			atomic_store(&slot->handler, NULL);
			break;
		}
	}
	while (used && !slots[used - 1].handler)
		atomic_store(&used, used - 1);
	spin_unlock(&lock);
	irq_restore(enabled);
}

bool irq_dispatch(unsigned int source, uint64_t parameter, struct frame *frame)
{
	struct cpu *cpu = this_cpu();
	struct irq irq = { source, cpu->irq_depth, parameter, frame };
	unsigned int probed = cpu->probed;
	bool handled = source == IRQ_IPI;

	cpu->irq_depth++;
	for (unsigned int i = 0; i < atomic_load(&used); i++) {
		irq_handler *handler = atomic_load(&slots[i].handler);

		if (handler && slots[i].source == source) {
			handler(&irq, slots[i].context);
			handled = true;
		}
	}
	cpu->irq_depth--;
	cpu->probed = probed;
	return handled;
}

void irq_reset(void)
{
	for (unsigned int i = 0; i < used; i++)
		slots[i].handler = NULL;
	used = 0;
	this_cpu()->irq_depth = 0;
	lock = (struct spinlock){ 0 };
}

static void time_is_up(struct timer *timer, void *context)
{
	(void)timer;
	*(volatile bool *)context = true;
}

bool irq_wait_until(irq_condition *condition, const volatile void *context, uint64_t timeout_ns)
{
	bool enabled = irq_save();
	volatile bool late = false;
	struct timer timer = { 0 };

	timer_start(&timer, timeout_ns, time_is_up, (void *)&late);
	while (!condition(context) && !late)
		irq_idle();
	timer_stop(&timer);
	irq_restore(enabled);
	return condition(context);
}

static bool has_come(const volatile void *event)
{
	return *(const volatile unsigned int *)event;
}

bool irq_wait(const volatile unsigned int *event, uint64_t timeout_ns)
{
	return irq_wait_until(has_come, event, timeout_ns);
}
