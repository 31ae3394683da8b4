/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing a subchannel, and leaving all of them as a case found them.
 */
#include <case.h>
#include <clock.h>
#include <control_register.h>
#include <css.h>
#include <css_io.h>
#include <irq.h>
#include <string.h>
#include <test.h>

#define TRIES	  10
#define TRY_PAUSE NS_PER_MS

/* More cannot be pending in any machine: one that goes on telling is broken. */
#define DRAIN_MAX 100000

#define NO_SUBCHANNEL 0xffffffff /* no identification has all bits */

/* Also what a status that was pending left: the modification would fail again because of it. */
static unsigned int try_once(uint32_t sid, void (*change)(struct schib *schib, void *context),
			     void *context, struct schib *wanted)
{
	struct irb irb;
	unsigned int cc = stsch(sid, wanted);

	if (cc)
		return cc;
	change(wanted, context);
	cc = msch(sid, wanted);
	if (cc == CC_STATUS_PENDING)
		tsch(sid, &irb);
	return cc;
}

bool css_modify(uint32_t sid, void (*change)(struct schib *schib, void *context), void *context)
{
	struct schib wanted, now;

	for (unsigned int i = 0; i < TRIES; i++) {
		unsigned int cc = try_once(sid, change, context, &wanted);

		if (cc == CC_NOT_OPERATIONAL)
			return false;
		if (!cc && !stsch(sid, &now) && !memcmp(&now.pmcw, &wanted.pmcw, sizeof(now.pmcw)))
			return true;
		if (cc == CC_BUSY)
			csch(sid);
		clock_delay(TRY_PAUSE);
	}
	return false;
}

static void enable(struct schib *schib, void *context)
{
	schib->pmcw.enabled = 1;
	schib->pmcw.isc = *(unsigned int *)context;
}

static void disable(struct schib *schib, void *context)
{
	(void)context;
	schib->pmcw.enabled = 0;
}

bool css_enable(struct subchannel *sch, unsigned int isc)
{
	sch->isc = isc;
	sch->parameter = sch->sid;
	return css_modify(sch->sid, enable, &isc);
}

bool css_disable(struct subchannel *sch)
{
	return css_modify(sch->sid, disable, NULL);
}

/*
 * By what TPI stores: a CPU that is stopped to migrate just behind it loses its condition code
 * in QEMU TCG. That is likely, since both want the lock of the devices.
 */
static bool take_pending(void)
{
	struct io_code code = { .sid = NO_SUBCHANNEL };

	tpi(&code);
	return code.sid != NO_SUBCHANNEL;
}

/* CR6 has the subclasses in the leftmost byte of its right half. */
unsigned int css_drain(uint8_t subclasses)
{
	uint64_t before = control_store(6);
	bool enabled = irq_save();
	unsigned int count = 0;

	control_load(6, (uint64_t)subclasses << 24);
	while (count < DRAIN_MAX && take_pending())
		count++;
	control_load(6, before);
	irq_restore(enabled);
	REQUIRE(count < DRAIN_MAX, "interruptions do not end");
	return count;
}

/* What the program may change, as a reset leaves it. */
static void reset(struct schib *schib, void *context)
{
	struct pmcw *pmcw = &schib->pmcw;

	(void)context;
	pmcw->parameter = 0;
	pmcw->isc = 0;
	pmcw->enabled = 0;
	pmcw->limit_mode = 0;
	pmcw->measurement_block = pmcw->connect_time = pmcw->multipath = 0;
	pmcw->lpm = pmcw->pim;
	pmcw->measurement_index = 0;
	pmcw->pom = 0xff;
	pmcw->measurement_format_1 = pmcw->measurement_word = pmcw->concurrent_sense = 0;
	memset(schib->measurement_address, 0, sizeof(schib->measurement_address));
}

static struct subchannel *opened;

static void close_all(struct case_undo *undo)
{
	struct irb irb;

	(void)undo;
	for (; opened; opened = opened->next_open) {
		csch(opened->sid);
		tsch(opened->sid, &irb);
		css_modify(opened->sid, reset, NULL);
		opened->open = false;
		opened->queue = NULL;
	}
	css_drain(CSS_ALL_SUBCLASSES);
}

void css_open(struct subchannel *sch, unsigned int isc)
{
	static struct case_undo undo = { .undo = close_all };

	if (!sch->open) {
		sch->open = true;
		sch->next_open = opened;
		opened = sch;
	}
	case_at_end(&undo);
	REQUIRE(css_enable(sch, isc), "subchannel %#x cannot be enabled", sch->sid);
}
