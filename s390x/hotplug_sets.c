/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hot-plug with several subchannel sets: reports of two words, and what a system finds
 * when it looks at its subchannels because of them.
 *
 * The number of a subchannel fits into one word, number and set do not. A system
 * that takes the two words for two reports, or forgets the second, looks at a
 * subchannel of another set, and a device that it uses is gone without its knowledge.
 *
 * Principles of Operation, Channel-Report Word. Where the set stands in the second
 * word is in the Linux sources, drivers/s390/cio/css.c (css_process_crw).
 */
#include <args.h>
#include <control.h>
#include <crw.h>
#include <css.h>
#include <css_plug.h>
#include <random.h>
#include <stdio.h>
#include <string.h>
#include <test.h>

#define PoP	  "Principles of Operation, "
#define LINUX_CRW "Linux, drivers/s390/cio/css.c, handling of channel reports"
#define DRIVER	  "virtio-rng-ccw"

static struct channel_report report;
static struct schib schib;

/* This one comes first: nothing but a reset takes the sets away again. */
TEST(closed_set, "while a set is not enabled, what comes and goes in it is not told",
     NEEDS("control") CITE("Linux, drivers/s390/cio, enabling of multiple subchannel sets"))
{
	crw_drain();
	css_plug(DRIVER, "hidden", "fe.1.0001");
	css_unplug("hidden");
	CHECK(!crw_take(&report));
	css_plug(DRIVER, "seen", "fe.0.0001");
	CHECK(crw_take(&report));
	CHECK_EQ(report.words, 1);
}

static void check_words(uint32_t sid)
{
	const unsigned int set_shift = 4;
	const struct crw number = {
		.chained = 1,
		.source = CRW_SUBCHANNEL,
		.recovery = CRW_PARAMETERS_INITIALIZED,
		.id = sid_number(sid),
	};
	const struct crw set = {
		.source = CRW_SUBCHANNEL,
		.recovery = CRW_PARAMETERS_INITIALIZED,
		.id = sid_set(sid) << set_shift,
	};

	CHECK_EQ(report.words, 2);
	CHECK(!report.broken);
	CHECK_MEM_EQ(&report.word[0], &number, sizeof(number));
	CHECK_MEM_EQ(&report.word[1], &set, sizeof(set));
	CHECK_EQ(crw_sid(&report), sid);
}

TEST(two_words, "with the sets enabled a report is two chained words, with the number and the set",
     NEEDS("control") CITE(PoP "Channel-Report Word, Chaining") CITE(LINUX_CRW))
{
	static const char *const places[SUBCHANNEL_SETS] = { "fe.0.0000", "fe.1.1234", "fe.2.ffff",
							     "fe.3.c0ca" };

	REQUIRE(css_enable_sets());
	crw_listen();
	for (unsigned int set = 0; set < SUBCHANNEL_SETS; set++) {
		uint32_t sid;

		css_plug(DRIVER, "new", places[set]);
		sid = css_plugged_sid("new");
		CHECK_EQ(sid_set(sid), set);
		REQUIRE(crw_wait(&report));
		check_words(sid);
		css_unplug("new");
		REQUIRE(crw_wait(&report));
		check_words(sid);
	}
	CHECK_EQ(crw_seen()->machine_checks, 2 * SUBCHANNEL_SETS);
}

TEST(order, "reports of several sets come in the order of what happened, none cut in two",
     NEEDS("control") CITE(PoP "Channel-Report Word, Chaining"))
{
	enum { DEVICES = 12 };
	uint32_t sids[DEVICES];
	char id[PLUG_ID_SIZE], place[PLUG_ID_SIZE];

	REQUIRE(css_enable_sets());
	crw_drain();
	for (unsigned int i = 0; i < DEVICES; i++) {
		snprintf(id, sizeof(id), "d%u", i);
		snprintf(place, sizeof(place), "fe.%u.%04x", (i * 3) % SUBCHANNEL_SETS, 0x100 + i);
		css_plug(DRIVER, id, place);
		sids[i] = css_plugged_sid(id);
	}
	for (unsigned int i = 0; i < DEVICES; i++) {
		snprintf(id, sizeof(id), "d%u", DEVICES - 1 - i);
		css_unplug(id);
	}
	for (unsigned int i = 0; i < 2 * DEVICES; i++) {
		REQUIRE(crw_take(&report), "report %u", i);
		check_words(sids[i < DEVICES ? i : 2 * DEVICES - 1 - i]);
	}
	CHECK(!crw_take(&report));
}

TEST(between_the_words, "what happens between the words of a report is told behind it",
     NEEDS("control") CITE(PoP "STORE CHANNEL REPORT WORD"))
{
	uint32_t first, second;
	struct crw crw;

	REQUIRE(css_enable_sets());
	crw_drain();
	css_plug(DRIVER, "first", "fe.1.0001");
	first = css_plugged_sid("first");
	REQUIRE_EQ(stcrw(&crw), STCRW_STORED);
	CHECK_EQ(crw.id, sid_number(first));
	CHECK_EQ(crw.chained, 1);
	css_plug(DRIVER, "second", "fe.2.0001");
	second = css_plugged_sid("second");
	REQUIRE_EQ(stcrw(&crw), STCRW_STORED);
	CHECK_EQ(crw.id >> 4, sid_set(first));
	CHECK_EQ(crw.chained, 0);
	REQUIRE(crw_take(&report));
	check_words(second);
}

/* What a system knows after it has followed all reports, starting from a scan. */
struct known {
	bool valid;
	uint16_t device;
};

enum { SETS_OF_MODEL = SUBCHANNEL_SETS, NUMBERS = 64 };

static struct known known[SETS_OF_MODEL][NUMBERS];

static void look_at(uint32_t sid)
{
	struct known *place = &known[sid_set(sid)][sid_number(sid)];

	place->valid = stsch(sid, &schib) == CC_DONE && schib.pmcw.device_valid;
	place->device = place->valid ? schib.pmcw.device : 0;
}

static unsigned int compare_with_machine(void)
{
	unsigned int valid = 0;

	for (unsigned int set = 0; set < SETS_OF_MODEL; set++) {
		for (unsigned int n = 0; n < NUMBERS; n++) {
			const struct subchannel *sch = css_find(SID(set, n));
			const struct known before = known[set][n];

			look_at(SID(set, n));
			CHECK_EQ(before.valid, known[set][n].valid);
			CHECK_EQ(before.device, known[set][n].device);
			CHECK(!before.valid || (sch && sch->device == before.device));
			valid += before.valid;
		}
	}
	return valid;
}

TEST(followed, "who looks at each subchannel that is reported, and at no other, knows all devices",
     NEEDS("control") CITE(PoP "Channel Report") CITE(PoP "STORE SUBCHANNEL"))
{
	enum { DEVICES = 16, STEPS = 120 };
	bool there[DEVICES] = { false };
	uint64_t seed = args_number("hp.seed", 1);
	unsigned int count = 0, always;
	struct random dice;
	char id[PLUG_ID_SIZE], place[PLUG_ID_SIZE];

	NOTE("seed %lu", seed);
	random_seed(&dice, seed);
	REQUIRE(css_enable_sets());
	crw_drain();
	memset(known, 0, sizeof(known));
	always = css_scan();
	for (unsigned int i = 0; i < always; i++)
		look_at(css_nth(i)->sid);
	for (unsigned int step = 0; step < STEPS; step++) {
		unsigned int i = random_below(&dice, DEVICES);

		snprintf(id, sizeof(id), "d%u", i);
		snprintf(place, sizeof(place), "fe.%u.%04x", i % SUBCHANNEL_SETS, 0xa000 + i);
		if (there[i])
			css_unplug(id);
		else
			css_plug(DRIVER, id, place);
		count += there[i] ? -1 : 1;
		there[i] = !there[i];
		if (step % 8)
			continue;
		while (crw_take(&report)) {
			REQUIRE(sid_number(crw_sid(&report)) < NUMBERS);
			look_at(crw_sid(&report));
		}
		CHECK_EQ(css_scan(), always + count);
		CHECK_EQ(compare_with_machine(), always + count);
	}
}

TEST(as_the_machine_says,
     "device and subchannel number of what was plugged in are those that the machine tells",
     NEEDS("control") CITE(PoP "STORE SUBCHANNEL"))
{
	static const char *const places[] = { "fe.0.beef", NULL, "fe.3.0000", "fe.2.0007", NULL };
	char id[PLUG_ID_SIZE];

	REQUIRE(css_enable_sets());
	crw_listen();
	for (unsigned int i = 0; i < 5; i++) {
		snprintf(id, sizeof(id), "d%u", i);
		css_plug(DRIVER, id, places[i]);
		REQUIRE(crw_wait(&report));
		CHECK_EQ(crw_sid(&report), css_plugged_sid(id));
		REQUIRE_EQ(stsch(crw_sid(&report), &schib), CC_DONE);
		CHECK_EQ(schib.pmcw.device_valid, 1);
		CHECK_EQ(schib.pmcw.device, css_plugged_device(id));
	}
}
