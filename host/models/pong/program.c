/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions of the subchannel, over time: start, resume, halt and clear, and
 * commands that end later than they begin.
 */
#include <errno.h>
#include <string.h>

#include "pong.h"

#define ACTIVE (SCSW_SUBCHANNEL_ACTIVE | SCSW_DEVICE_ACTIVE)
#define ENDS   (PONG_CHANNEL_END | PONG_DEVICE_END)

static int64_t after(uint32_t us)
{
	return us == PONG_FOREVER ? NEVER
				  : qemu_clock_get_ns(CLOCK_OF_GUEST) + (int64_t)us * NS_PER_US;
}

static void wait_in(struct pong *pong, enum phase phase, uint32_t us)
{
	pong->state.phase = phase;
	pong->state.due = after(us);
	device_wake(pong);
}

void program_drop(struct pong *pong)
{
	pong->state.phase = PHASE_IDLE;
	pong->state.due = NEVER;
	pong->state.late_ready = pong->state.late_alert = false;
}

/* QEMU has suspended the program, and tells the guest nothing of it. */
static void settle_suspended(struct pong *pong)
{
	struct subchannel *sch = pong->ccw.sch;
	struct scsw *scsw = &sch->schib.scsw;
	enum { FLAGS_SUPPRESSED = 0x0008 };

	scsw->address = sch->program + sizeof(struct ccw);
	if (!(sch->orb.control0 & ORB_SUSPEND)) {
		scsw->control &= ~SCSW_SUSPENDED;
		status_check(pong, SCSW_PROGRAM_CHECK);
		return;
	}
	scsw->control &= ~ACTIVE;
	if (sch->orb.control0 & ORB_SUPPRESS_SUSPENDED) {
		scsw->flags |= FLAGS_SUPPRESSED;
		return;
	}
	scsw->device_status = 0;
	scsw->subchannel_status = pong->pci ? SCSW_PCI : 0;
	scsw->control |= SCSW_INTERMEDIATE | SCSW_PENDING;
}

/* What QEMU leaves undone at the end of a program that a command did not leave. */
static void settle(struct pong *pong)
{
	struct scsw *scsw = &pong->ccw.sch->schib.scsw;

	if (pong->state.phase == PHASE_ACTIVE || pong->state.phase == PHASE_CHAINED)
		return;
	if (scsw->control & SCSW_SUSPENDED) {
		settle_suspended(pong);
		return;
	}
	scsw->control &= ~SCSW_SUBCHANNEL_ACTIVE;
	if (pong->state.phase != PHASE_LATE)
		scsw->control &= ~SCSW_DEVICE_ACTIVE;
	if (pong->pci) {
		scsw->control |= SCSW_INTERMEDIATE;
		scsw->subchannel_status |= SCSW_PCI;
	}
}

/* Lets QEMU interpret the program from sch->program on. */
static int run(struct pong *pong)
{
	struct subchannel *sch = pong->ccw.sch;
	struct status_before before = status_before(sch);

	pong->pci = sch->schib.scsw.control & SCSW_INTERMEDIATE;
	pong->state.phase = PHASE_IDLE;
	do_subchannel_work_virtual(sch);
	settle(pong);
	status_after(sch, before);
	return 0;
}

/* To QEMU a program that goes on looks like one that was suspended here. */
static void go_on(struct pong *pong)
{
	struct scsw *scsw = &pong->ccw.sch->schib.scsw;

	if (!(scsw->control & SCSW_INTERMEDIATE))
		scsw->subchannel_status = 0;
	scsw->control |= SCSW_SUSPENDED | SCSW_RESUME_PENDING;
	run(pong);
}

/* A start function that comes before the device has ended the one before. */
static int answer_busy(struct pong *pong)
{
	struct subchannel *sch = pong->ccw.sch;
	struct ending busy = { .device_status = PONG_BUSY };

	status_end(pong, &busy);
	sch->schib.scsw.control |= SCSW_DEVICE_ACTIVE;
	pong->state.late_alert = true;
	status_interrupt(sch);
	return 0;
}

static int start(struct pong *pong)
{
	struct subchannel *sch = pong->ccw.sch;
	struct pong_behaviour *behaviour = &pong->state.behaviour;

	if (sch->schib.scsw.control & SCSW_RESUME_PENDING) {
		pong->state.counters.resumes++;
	} else {
		pong->state.counters.starts++;
		sch->schib.pmcw.parameter = sch->orb.parameter;
		sch->schib.scsw.device_status = sch->schib.scsw.subchannel_status = 0;
		if (pong->state.phase == PHASE_LATE)
			return answer_busy(pong);
	}
	program_drop(pong);
	if (!(behaviour->flags & PONG_SET_START))
		return run(pong);
	behaviour->flags &= ~PONG_SET_START;
	wait_in(pong, PHASE_PENDING, behaviour->start_us);
	return 0;
}

/* The halt signal ends what the device does: it presents what it owes. */
static int halt(struct pong *pong)
{
	struct subchannel *sch = pong->ccw.sch;
	struct scsw *scsw = &sch->schib.scsw;
	struct status_before before = status_before(sch);
	uint16_t active = scsw->control & ACTIVE;

	pong->state.counters.halts++;
	if (fault(FAULT_DEAF))
		return 0; /* and the program runs on */
	program_drop(pong);
	do_subchannel_work_virtual(sch);
	if (active) {
		scsw->control &= ~ACTIVE;
		scsw->control |= SCSW_SECONDARY;
		scsw->device_status = PONG_DEVICE_END;
	}
	if (active & SCSW_SUBCHANNEL_ACTIVE) {
		scsw->control |= SCSW_PRIMARY;
		scsw->device_status |= PONG_CHANNEL_END;
	}
	status_after(sch, before);
	return 0;
}

int program_work(struct subchannel *sch)
{
	struct pong *pong = sch->driver;

	if (sch->schib.scsw.control & SCSW_FUNCTION_CLEAR) {
		pong->state.counters.clears++;
		program_drop(pong);
		return do_subchannel_work_virtual(sch);
	}
	return sch->schib.scsw.control & SCSW_FUNCTION_HALT ? halt(pong) : start(pong);
}

/* How this command is to behave; NULL: as usual. */
static const struct pong_behaviour *take_behaviour(struct pong_state *state, uint8_t command)
{
	if (!state->armed || !command_behaves(command))
		return NULL;
	if (state->behaviour.skip) {
		state->behaviour.skip--;
		return NULL;
	}
	state->armed--;
	return &state->behaviour;
}

static void end_as_told(const struct pong_behaviour *behaviour, struct pong_state *state,
			struct ending *ending)
{
	if (behaviour->flags & PONG_SET_STATUS) {
		ending->device_status = behaviour->device_status;
		ending->subchannel_status |= behaviour->subchannel_status & ~SCSW_PCI;
		memcpy(ending->sense, behaviour->sense, sizeof(ending->sense));
	}
	if ((behaviour->flags & PONG_SET_SPLIT) && (ending->device_status & PONG_CHANNEL_END)) {
		ending->device_status &= ~PONG_DEVICE_END;
		ending->late_status =
			behaviour->late_status ? behaviour->late_status : PONG_DEVICE_END;
		memcpy(ending->sense, behaviour->sense, sizeof(ending->sense));
		state->late_us = behaviour->device_us;
	}
}

static void end_usually(const struct result *result, const struct ccw *ccw, struct ending *ending)
{
	*ending = (struct ending){ .device_status = ENDS, .flags = result->ccw_flags };
	if (result->incorrect_length)
		ending->subchannel_status = SCSW_INCORRECT_LENGTH;
	if (result->sense) {
		ending->device_status = (result->refused ? 0 : ENDS) | PONG_UNIT_CHECK;
		ending->sense[0] = result->sense;
		ending->sense[1] = result->reason;
		ending->sense[2] = ccw->command;
	}
}

static bool chains(uint8_t flags, uint8_t device_status, uint8_t subchannel_status)
{
	return (flags & (CCW_CHAIN_DATA | CCW_CHAIN_COMMAND)) == CCW_CHAIN_COMMAND &&
	       (device_status & ~PONG_STATUS_MODIFIER) == ENDS && !subchannel_status;
}

/* To the next CCW, or to the one behind it. */
static void advance(struct pong *pong, uint8_t device_status)
{
	unsigned int ccws = device_status & PONG_STATUS_MODIFIER ? 2 : 1;

	pong->ccw.sch->program += ccws * sizeof(struct ccw);
}

/* A command has ended: -EAGAIN to go on, -EIO if there is status or something to wait for. */
static int conclude(struct pong *pong)
{
	const struct ending *ending = &pong->state.ending;
	uint8_t both = ending->device_status | ending->late_status;

	if (chains(ending->flags, both, ending->subchannel_status)) {
		if (ending->late_status) {
			pong->ccw.sch->schib.scsw.control |= ACTIVE;
			wait_in(pong, PHASE_CHAINED, pong->state.late_us);
			return -EIO;
		}
		advance(pong, both);
		return -EAGAIN;
	}
	status_end(pong, ending);
	if (ending->late_status) {
		pong->ccw.sch->schib.scsw.control |= SCSW_DEVICE_ACTIVE;
		wait_in(pong, PHASE_LATE, pong->state.late_us);
	}
	return -EIO;
}

static void note(struct pong_counters *counters, uint64_t address, const struct ccw *ccw)
{
	counters->commands++;
	counters->last_address = address;
	counters->last_data = ccw->data;
	counters->last_command = ccw->command;
	counters->last_flags = ccw->flags;
	counters->last_count = ccw->count;
}

static uint16_t reported_residual(struct pong_state *state, uint16_t residual,
				  const struct pong_behaviour *behaviour)
{
	uint16_t shown = residual;

	if (behaviour && (behaviour->flags & PONG_SET_RESIDUAL))
		shown = behaviour->residual;
	if (fault(FAULT_STALE_RESIDUAL))
		shown = state->last_residual;
	state->last_residual = residual;
	return shown;
}

int program_command(struct subchannel *sch, struct ccw ccw)
{
	struct pong *pong = sch->driver;
	struct pong_state *state = &pong->state;
	const struct pong_behaviour *behaviour = take_behaviour(state, ccw.command);
	uint32_t most = UINT32_MAX;
	uint64_t address = sch->program;
	struct result result = { .ccw_flags = ccw.flags, .residual = ccw.count };

	if ((ccw.flags & CCW_CHAIN_DATA) && !ccw.count)
		return -EINVAL;
	if (ccw.flags & CCW_PCI)
		status_intermediate(pong);
	if (behaviour && (behaviour->flags & PONG_SET_TAKE))
		most = behaviour->take;
	if (!behaviour || !(behaviour->flags & PONG_SET_STATUS) ||
	    (behaviour->device_status & PONG_CHANNEL_END))
		command_execute(pong, &ccw, most, &result);
	note(&state->counters, address, &ccw);
	sch->schib.scsw.count = reported_residual(state, result.residual, behaviour);
	if (result.check)
		return result.check;
	end_usually(&result, &ccw, &state->ending);
	if (behaviour && !result.sense)
		end_as_told(behaviour, state, &state->ending);
	if (!behaviour || !(behaviour->flags & PONG_SET_ACTIVE))
		return conclude(pong);
	sch->schib.scsw.control &= ~SCSW_START_PENDING;
	sch->schib.scsw.control |= ACTIVE;
	wait_in(pong, PHASE_ACTIVE, behaviour->active_us);
	return -EIO;
}

static void end_active(struct pong *pong)
{
	struct status_before before = status_before(pong->ccw.sch);

	pong->state.phase = PHASE_IDLE;
	if (conclude(pong) == -EAGAIN)
		go_on(pong);
	else
		status_after(pong->ccw.sch, before);
}

static void next_step(struct pong *pong)
{
	uint16_t control = pong->ccw.sch->schib.scsw.control;

	pong->state.due = NEVER;
	switch (pong->state.phase) {
	case PHASE_PENDING:
		pong->state.phase = PHASE_IDLE;
		/* else it was cancelled */
		if ((control & SCSW_FUNCTION_START) &&
		    (control & (SCSW_START_PENDING | SCSW_RESUME_PENDING)))
			run(pong);
		break;
	case PHASE_ACTIVE:
		end_active(pong);
		break;
	case PHASE_CHAINED:
		advance(pong, pong->state.ending.device_status | pong->state.ending.late_status);
		go_on(pong);
		break;
	case PHASE_LATE:
		pong->state.late_ready = true;
		break;
	}
}

void program_step(struct pong *pong, int64_t now)
{
	if (pong->state.due <= now)
		next_step(pong);
	if (pong->state.late_ready && !(pong->ccw.sch->schib.scsw.control & SCSW_PENDING)) {
		status_late(pong);
		program_drop(pong);
	}
}
