/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running channel programs on a subchannel that is open, see css_open().
 *
 * Without css_listen() a status is looked for by TEST SUBCHANNEL; with it the
 * interruption brings it. In both ways css_wait() gives out the statuses in the
 * order in which they came.
 */
#ifndef CSS_IO_H
#define CSS_IO_H

#include <ccw.h>
#include <css.h>
#include <irq.h>

#define CSS_PATIENCE (20 * NS_PER_S)

/* What the handler of css_listen() saw. */
struct css_seen {
	unsigned int interrupts; /* of this subchannel */
	unsigned int empty;	 /* at which no status was pending */
	unsigned int strange;	 /* whose parameter or subclass was not that of the subchannel */
	unsigned int overrun;	 /* statuses that nobody fetched in time */
};

/*
 * Opens the subclass on this CPU and keeps statuses as they come. Several CPUs
 * may open a subclass; the statuses of a subchannel are kept in one order.
 */
void css_listen(struct subchannel *sch);
const struct css_seen *css_seen(const struct subchannel *sch);

/* START SUBCHANNEL. The interruption parameter that ccw_begin() chose is where the program is. */
unsigned int css_start(struct subchannel *sch, const struct ccw_program *program);
unsigned int css_start_orb(struct subchannel *sch, const struct orb *orb);

/*
 * Looks with STORE SUBCHANNEL, which changes nothing, until these activities and this status
 * control are there; ends the case if they are not within CSS_PATIENCE.
 */
void css_await(struct subchannel *sch, unsigned int actl, unsigned int stctl);

/* The next status; false if none comes within CSS_PATIENCE. */
bool css_wait(struct subchannel *sch, struct irb *irb);

/* Is nothing going on any more behind this status? */
bool css_is_last(const struct scsw *scsw);

/*
 * Start, and wait for the last status. What the statuses before it said in device
 * and subchannel status is in the last one as well. False if it did not
 * start or did not end; this says why.
 */
bool css_run(struct subchannel *sch, const struct ccw_program *program, struct irb *irb);

/* Channel end and device end, and nothing else: the program was done without any complaint. */
bool css_ended_well(const struct irb *irb);

/* BASIC SENSE and SENSE ID; false if they do not end well. */
bool css_sense(struct subchannel *sch, uint8_t sense[SENSE_BYTES]);
bool css_sense_id(struct subchannel *sch, struct sense_id *id);

#endif
