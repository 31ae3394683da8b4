/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the subchannel shows: status with its meaning (primary, secondary, and so on),
 * and one interrupt whenever it becomes status pending.
 */
#include <string.h>

#include "pong.h"

#define ENDS	    (PONG_CHANNEL_END | PONG_DEVICE_END)
#define ORDINARY    (ENDS | PONG_STATUS_MODIFIER)
#define HARMLESS    (SCSW_PCI | SCSW_INCORRECT_LENGTH)
#define ACTIVE	    (SCSW_SUBCHANNEL_ACTIVE | SCSW_DEVICE_ACTIVE)
#define AFTER_A_CCW sizeof(struct ccw)

void status_interrupt(struct subchannel *sch)
{
	if (fault(FAULT_LOST_STATUS))
		return;
	css_inject_io_interrupt(sch);
	if (fault(FAULT_DOUBLE_STATUS))
		css_inject_io_interrupt(sch);
}

static uint16_t meaning(uint8_t device_status, uint8_t subchannel_status)
{
	uint16_t control = SCSW_PENDING;

	/* status without channel end: the command was not accepted at all */
	if (!(device_status & PONG_CHANNEL_END))
		control |= SCSW_PRIMARY | SCSW_SECONDARY;
	if (device_status & PONG_CHANNEL_END)
		control |= SCSW_PRIMARY;
	if (device_status & PONG_DEVICE_END)
		control |= SCSW_SECONDARY;
	if ((device_status & ~ORDINARY) || (subchannel_status & ~HARMLESS))
		control |= SCSW_ALERT;
	return control;
}

void status_end(struct pong *pong, const struct ending *ending)
{
	struct subchannel *sch = pong->ccw.sch;
	struct scsw *scsw = &sch->schib.scsw;
	uint16_t intermediate = scsw->control & SCSW_INTERMEDIATE;

	scsw->device_status = ending->device_status;
	scsw->subchannel_status = ending->subchannel_status | (intermediate ? SCSW_PCI : 0);
	scsw->address = sch->program + AFTER_A_CCW;
	scsw->control &= ~(SCSW_START_PENDING | ACTIVE | SCSW_STATUS);
	scsw->control |= meaning(ending->device_status, ending->subchannel_status) | intermediate;
	if (ending->device_status & PONG_UNIT_CHECK)
		memcpy(sch->sense, ending->sense, sizeof(sch->sense));
	pong->state.counters.ended++;
}

void status_intermediate(struct pong *pong)
{
	struct scsw *scsw = &pong->ccw.sch->schib.scsw;

	scsw->subchannel_status |= SCSW_PCI;
	scsw->control |= SCSW_INTERMEDIATE | SCSW_PENDING;
	pong->state.counters.intermediate++;
	pong->pci = true;
}

void status_check(struct pong *pong, uint8_t subchannel_status)
{
	struct ending ending = { .subchannel_status = subchannel_status };

	status_end(pong, &ending);
}

void status_late(struct pong *pong)
{
	struct subchannel *sch = pong->ccw.sch;
	struct scsw *scsw = &sch->schib.scsw;
	uint8_t status = pong->state.ending.late_status;

	scsw->control &= ~(ACTIVE | SCSW_STATUS);
	if (!(sch->schib.pmcw.flags & PMCW_ENABLED))
		return;
	scsw->device_status = status;
	scsw->subchannel_status = 0;
	scsw->control |= SCSW_PENDING | (pong->state.late_alert ? SCSW_ALERT : SCSW_SECONDARY);
	if (status & ~ORDINARY)
		scsw->control |= SCSW_ALERT;
	if (status & PONG_UNIT_CHECK)
		memcpy(sch->sense, pong->state.ending.sense, sizeof(sch->sense));
	status_interrupt(sch);
}

bool status_alert(struct pong *pong, const struct alert *alert)
{
	struct subchannel *sch = pong->ccw.sch;
	struct scsw *scsw = &sch->schib.scsw;

	if (!(sch->schib.pmcw.flags & PMCW_ENABLED))
		return true; /* status of a subchannel that is not enabled is lost */
	if (pong->state.phase == PHASE_LATE || (scsw->control & (SCSW_FUNCTIONS | SCSW_STATUS)))
		return false;
	scsw->device_status = alert->device_status;
	scsw->subchannel_status = alert->subchannel_status & ~SCSW_PCI;
	scsw->control |= SCSW_ALERT | SCSW_PENDING;
	if (alert->device_status & PONG_UNIT_CHECK)
		memcpy(sch->sense, alert->sense, sizeof(sch->sense));
	status_interrupt(sch);
	return true;
}

/* Whether an interrupt of the subchannel waits for a CPU. */
static bool queued(struct subchannel *sch)
{
	const struct flic *flic = s390_get_flic();
	uint16_t id = css_build_subchannel_id(sch);

	for (int isc = 0; isc < 8; isc++) {
		for (const struct flic_io *io = flic->io[isc]; io; io = io->next) {
			if (io->id == id && io->number == sch->number)
				return true;
		}
	}
	return false;
}

struct status_before status_before(struct subchannel *sch)
{
	return (struct status_before){ sch->schib.scsw.control & SCSW_PENDING, queued(sch) };
}

/*
 * QEMU interrupts whenever it has worked for a subchannel, pending or not. A subchannel
 * that was pending, with its interrupt taken, earns none: TSCH will get all of it.
 */
void status_after(struct subchannel *sch, struct status_before before)
{
	struct flic *flic = s390_get_flic();

	s390_get_flic_class(flic)->clear_io(flic, css_build_subchannel_id(sch), sch->number);
	if ((sch->schib.scsw.control & SCSW_PENDING) && (before.queued || !before.pending))
		status_interrupt(sch);
}
