/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Channel reports: what the channel subsystem tells of itself without being asked,
 * that a device has come or gone above all.
 *
 * A machine check says that there is something to read, and nothing more; it is
 * floating, so any CPU that is open for it takes it. What there is to read are
 * words, and a report is one of them or a chain.
 *
 *	crw_listen();
 *	css_plug("virtio-rng-ccw", "new", NULL);
 *	REQUIRE(crw_wait(&report));
 *	sid = crw_sid(&report);
 *
 * Principles of Operation, Channel Report, and STORE CHANNEL REPORT WORD.
 */
#ifndef CRW_H
#define CRW_H

#include <css_block.h>
#include <stdbool.h>
#include <stdint.h>

#define CRW_CHAIN 4

struct channel_report {
	unsigned int words; /* more than CRW_CHAIN: a chain without an end */
	bool broken;	    /* the word before the end of the chain was the last */
	struct crw word[CRW_CHAIN];
};

/* The subchannel: its number is in the first word, its set in the second, if there is one. */
uint32_t crw_sid(const struct channel_report *report);

/* The next report, by STORE CHANNEL REPORT WORD; false if there is none. */
bool crw_take(struct channel_report *report);

/* The subclass of channel reports alone, on this CPU; returns whether it was open. */
bool crw_open(void);
bool crw_close(void);

/*
 * Takes away all reports, and the machine check that is pending for them, and
 * returns how many reports there were. The subclass is closed then.
 */
unsigned int crw_drain(void);

/* What the handler of crw_listen() saw. */
struct crw_seen {
	unsigned int machine_checks;
	unsigned int empty;   /* at which there was no report */
	unsigned int overrun; /* reports that nobody fetched in time */
	uint64_t code;	      /* machine-check-interruption code of the last */
};

/*
 * Drains, then opens the subclass on this CPU and keeps reports as machine checks
 * bring them, on any CPU that opens it. Ends with the case.
 */
void crw_listen(void);
const struct crw_seen *crw_seen(void);

/* The next report that was kept; false if none comes in time. */
bool crw_wait(struct channel_report *report);

#endif
