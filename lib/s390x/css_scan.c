/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which subchannels there are, and what stands behind them.
 */
#include <css.h>
#include <css_io.h>
#include <test.h>

#define SUBCHANNELS_MAX 512

/* Known ones keep their place: cases and handlers point at them. */
static struct subchannel known[SUBCHANNELS_MAX];
static unsigned int known_count;

/* Those that the last scan found, in order. */
static struct subchannel *found[SUBCHANNELS_MAX];
static unsigned int found_count;

/* Request and answer of SET DOMAIN ATTRIBUTES. */
struct chsc_domain {
	uint16_t length;
	uint16_t command;
	uint32_t operation;
	uint32_t reserved[254];
	uint16_t answer_length;
	uint16_t answer;
	uint32_t answer_reserved;
};

#define CHSC_SET_DOMAIN_ATTRIBUTES 0x0031
#define ENABLE_SUBCHANNEL_SETS	   0x0002
#define CHSC_COMMAND_DONE	   0x0001

bool css_enable_sets(void)
{
	static union {
		struct chsc_domain domain;
		uint8_t page[4096];
	} block __attribute__((aligned(4096)));

	block.domain = (struct chsc_domain){ .length = 0x0400,
					     .command = CHSC_SET_DOMAIN_ATTRIBUTES,
					     .operation = ENABLE_SUBCHANNEL_SETS };
	return chsc(&block) == CC_DONE && block.domain.answer == CHSC_COMMAND_DONE;
}

struct subchannel *css_find(uint32_t sid)
{
	for (unsigned int i = 0; i < known_count; i++) {
		if (known[i].sid == sid)
			return &known[i];
	}
	return NULL;
}

static struct subchannel *get_known(uint32_t sid)
{
	struct subchannel *sch = css_find(sid);

	if (sch)
		return sch;
	REQUIRE(known_count < SUBCHANNELS_MAX, "more than %u subchannels", SUBCHANNELS_MAX);
	sch = &known[known_count++];
	sch->sid = sid;
	return sch;
}

static void add_found(uint32_t sid, uint16_t device)
{
	struct subchannel *sch = get_known(sid);

	if (sch->device != device)
		sch->cu_type = 0;
	sch->device = device;
	found[found_count++] = sch;
}

unsigned int css_scan(void)
{
	struct schib schib;

	found_count = 0;
	for (unsigned int set = 0; set < SUBCHANNEL_SETS; set++) {
		for (unsigned int n = 0; n < SUBCHANNELS_OF_SET; n++) {
			if (stsch(SID(set, n), &schib) != CC_DONE)
				break;
			if (schib.pmcw.device_valid)
				add_found(SID(set, n), schib.pmcw.device);
		}
	}
	return found_count;
}

struct subchannel *css_nth(unsigned int n)
{
	return n < found_count ? found[n] : NULL;
}

struct subchannel *css_find_device(unsigned int set, uint16_t device)
{
	css_scan();
	for (unsigned int i = 0; i < found_count; i++) {
		if (found[i]->device == device && sid_set(found[i]->sid) == set)
			return found[i];
	}
	return NULL;
}

/* Leaves the subchannel as it was: closed, if it was closed. */
static void ask_type(struct subchannel *sch)
{
	struct sense_id id;
	bool was_open = sch->open;

	if (!was_open && !css_enable(sch, CSS_LIBRARY_SUBCLASS))
		return;
	if (css_sense_id(sch, &id))
		sch->cu_type = id.cu_type;
	if (!was_open)
		css_disable(sch);
	css_drain(CSS_SUBCLASS_BIT(CSS_LIBRARY_SUBCLASS));
}

struct subchannel *css_find_control_unit(uint16_t type, unsigned int nth)
{
	css_scan();
	for (unsigned int i = 0; i < found_count; i++) {
		if (!found[i]->cu_type)
			ask_type(found[i]);
		if (found[i]->cu_type == type && !nth--)
			return found[i];
	}
	return NULL;
}
