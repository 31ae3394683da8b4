/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The channel subsystem: its instructions, finding subchannels, enabling them.
 *
 *	struct subchannel *sch = css_find_control_unit(0xc0ca, 0);
 *
 *	REQUIRE(sch, "no device");
 *	css_open(sch, 3);
 *	ccw_begin(&program, CCW_FORMAT_1);
 *	ccw_add(&program, CCW_SENSE_ID, CCW_SUPPRESS_LENGTH, sizeof(id), &id);
 *	CHECK(css_run(sch, &program, &irb));
 *
 * <css_block.h> has the blocks, <ccw.h> builds channel programs, <css_io.h> runs
 * them, <css_print.h> shows blocks to people. All storage that the channel
 * subsystem reaches is real: only pages that are mapped one to one will do.
 */
#ifndef CSS_H
#define CSS_H

#include <css_block.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Each is the instruction, once, and returns its condition code. All may trap
 * within CHECK_TRAP(); the code is of no use then. Of the first operand the
 * machine looks at the right half only.
 */
unsigned int stsch(uint64_t sid, void *schib);
unsigned int msch(uint64_t sid, const void *schib);
unsigned int ssch(uint64_t sid, const void *orb);
unsigned int tsch(uint64_t sid, void *irb);
unsigned int hsch(uint64_t sid);
unsigned int csch(uint64_t sid);
unsigned int xsch(uint64_t sid);
unsigned int rsch(uint64_t sid);
unsigned int tpi(void *code); /* NULL: into the lowcore */
unsigned int stcrw(void *crw);
unsigned int rchp(uint64_t path);
unsigned int chsc(void *block);
void schm(uint64_t control, uint64_t origin); /* general registers 1 and 2 */

/* Condition codes. */
enum {
	CC_DONE = 0,
	CC_STATUS_PENDING = 1, /* of TSCH: not pending */
	CC_BUSY = 2,
	CC_NOT_OPERATIONAL = 3,

	TSCH_STORED = 0,
	TSCH_NOT_PENDING = 1,
	TPI_NOTHING = 0,
	TPI_STORED = 1,
	STCRW_STORED = 0,
	STCRW_NOTHING = 1,
};

/* A subchannel that the library knows: one structure for each, also across cases. */
struct subchannel {
	uint32_t sid;
	uint16_t device;	 /* number */
	uint16_t cu_type;	 /* 0: not asked, or no answer */
	unsigned int isc;	 /* since css_open() */
	uint32_t parameter;	 /* of the last css_start() */
	bool open;		 /* by css_open() */
	struct css_queue *queue; /* of css_listen() */
	struct subchannel *next_open;
};

/* The number of a subchannel within its set, and the set. */
static inline unsigned int sid_number(uint32_t sid)
{
	return sid & 0xffff;
}

static inline unsigned int sid_set(uint32_t sid)
{
	return (sid & SID_SET) >> SID_SET_SHIFT;
}

/*
 * Makes the subchannel sets but the first accessible, until the next reset of
 * the subsystem; false if the machine has only one.
 */
bool css_enable_sets(void);

/*
 * Looks for valid subchannels in all accessible sets, anew, and returns how many
 * there are. css_nth() gives one of them, by set and number. Structures of those
 * that were known before stay where they are.
 */
unsigned int css_scan(void);
struct subchannel *css_nth(unsigned int n);
struct subchannel *css_find(uint32_t sid);
struct subchannel *css_find_device(unsigned int set, uint16_t device);

/*
 * The nth, from 0, whose control unit says that it is of this type; NULL if there
 * is none. Devices that were never asked are enabled, asked and disabled.
 */
struct subchannel *css_find_control_unit(uint16_t type, unsigned int nth);

/*
 * Changes the subchannel and looks whether the change is there, again and again
 * while it is busy or has a status pending, a limited number of times.
 */
bool css_modify(uint32_t sid, void (*change)(struct schib *schib, void *context), void *context);
bool css_enable(struct subchannel *sch, unsigned int isc);
bool css_disable(struct subchannel *sch);

/* As css_enable(), but ends the case if it fails, and disables when the case ends. */
void css_open(struct subchannel *sch, unsigned int isc);

/*
 * Takes away, for good, the interruptions that are pending on the subclasses of
 * the mask, whoever made them, and returns how many there were. In the mask the
 * leftmost bit of a byte is subclass 0. The library itself uses the last
 * subclass where it asks devices who they are.
 */
#define CSS_ALL_SUBCLASSES    0xff
#define CSS_LIBRARY_SUBCLASS  7
#define CSS_SUBCLASS_BIT(isc) (0x80 >> (isc))
unsigned int css_drain(uint8_t subclasses);

#endif
