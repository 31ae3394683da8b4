/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adapter interrupts at chosen times, each with its indicator. */
#include "pong.h"

enum { LAST_ISC = 7, BITS_PER_BYTE = 8, AT_ONE_TIME = 1024 };

static bool reachable(uint64_t area, uint64_t last_bit)
{
	return !area || (!cpu_physical_memory_is_io(area) &&
			 !cpu_physical_memory_is_io(area + last_bit / BITS_PER_BYTE));
}

bool airq_reachable(const struct pong_interrupt *asked)
{
	uint64_t bits = asked->bits ? asked->bits : 1;

	return asked->isc <= LAST_ISC && asked->after_us != PONG_FOREVER &&
	       reachable(asked->indicators, asked->bit + bits - 1) &&
	       reachable(asked->summary, asked->summary_bit);
}

bool airq_add(struct pong *pong, const struct pong_interrupt *asked)
{
	struct airq *airq = pong->state.airqs, *end = airq + PONG_SLOTS;

	while (airq < end && airq->due != NEVER)
		airq++;
	if (airq == end)
		return false;
	pong->state.counters.interrupts_asked += asked->count;
	if (!asked->count)
		return true;
	*airq = (struct airq){
		.due = qemu_clock_get_ns(CLOCK_OF_GUEST) + (int64_t)asked->after_us * NS_PER_US,
		.indicators = asked->indicators,
		.summary = asked->summary,
		.every_us = asked->every_us,
		.left = asked->count,
		.bit = asked->bit,
		.bits = asked->bits ? asked->bits : 1,
		.summary_bit = asked->summary_bit,
		.isc = asked->isc,
	};
	device_wake_now(pong);
	return true;
}

/* Interlocked: the guest's CPUs may clear other bits of the byte at the same time. */
static void set_bit(uint64_t area, uint64_t bit)
{
	uint64_t size = 1;
	uint8_t *byte;

	if (!area)
		return;
	byte = cpu_physical_memory_map(area + bit / BITS_PER_BYTE, &size, true);
	if (!byte)
		return;
	__atomic_fetch_or(byte, 0x80 >> bit % BITS_PER_BYTE, __ATOMIC_SEQ_CST);
	cpu_physical_memory_unmap(byte, size, true, 1);
}

static void interrupt(uint8_t isc)
{
	if (fault(FAULT_LOST_INTERRUPT))
		return;
	if (fault(FAULT_WRONG_ISC))
		isc = (isc + 1) & LAST_ISC;
	css_adapter_interrupt(ADAPTER_VIRTIO, isc);
	if (fault(FAULT_DOUBLE_INTERRUPT))
		css_adapter_interrupt(ADAPTER_VIRTIO, isc);
}

static void raise_one(struct pong *pong, struct airq *airq)
{
	set_bit(airq->indicators, (uint64_t)airq->bit + airq->at);
	set_bit(airq->summary, airq->summary_bit);
	airq->at = (airq->at + 1) % airq->bits;
	interrupt(airq->isc);
	pong->state.counters.interrupts_given++;
	airq->due += (int64_t)airq->every_us * NS_PER_US;
	if (!--airq->left)
		airq->due = NEVER;
}

int64_t airq_step(struct pong *pong, int64_t now)
{
	int64_t next = NEVER;

	for (int i = 0; i < PONG_SLOTS; i++) {
		struct airq *airq = &pong->state.airqs[i];

		/* a guest that asks for very many must not stop QEMU for long */
		for (int n = 0; n < AT_ONE_TIME && airq->due <= now; n++)
			raise_one(pong, airq);
		if (airq->due < next)
			next = airq->due;
	}
	return next;
}
