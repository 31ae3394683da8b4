/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Status that nobody asked for: attention, a late device end, whatever was ordered. */
#include <endian.h>
#include <string.h>

#include "pong.h"

/* TSCH is what frees a subchannel, and is noticed; XSCH frees one unnoticed. */
#define RETRY_NS (1000 * NS_PER_US)

bool alert_add(struct pong *pong, const struct pong_alert *asked)
{
	struct alert *alert = pong->state.alerts, *end = alert + PONG_SLOTS;
	uint32_t us = be32toh(asked->after_us);

	while (alert < end && alert->due != NEVER)
		alert++;
	if (alert == end)
		return false;
	pong->state.counters.alerts_asked++;
	alert->due = qemu_clock_get_ns(CLOCK_OF_GUEST) + (int64_t)us * NS_PER_US;
	alert->device_status = asked->device_status;
	alert->subchannel_status = asked->subchannel_status;
	memcpy(alert->sense, asked->sense, sizeof(alert->sense));
	device_wake_now(pong);
	return true;
}

/* The one that is due first. */
static struct alert *first(struct pong_state *state)
{
	struct alert *found = state->alerts;

	for (int i = 1; i < PONG_SLOTS; i++) {
		if (state->alerts[i].due < found->due)
			found = &state->alerts[i];
	}
	return found;
}

int64_t alert_step(struct pong *pong, int64_t now)
{
	struct alert *alert = first(&pong->state);

	if (alert->due > now)
		return alert->due;
	if (status_alert(pong, alert)) {
		alert->due = NEVER;
		pong->state.counters.alerts_given++;
		alert = first(&pong->state);
		if (alert->due > now)
			return alert->due;
	}
	pong->waiting = true;
	return now + RETRY_NS;
}
