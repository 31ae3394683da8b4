/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hot-plug: how the machine says that a device has come or gone.
 *
 * A machine check says that there is a channel report, and STORE CHANNEL REPORT WORD
 * reads what it is. A system that gets no machine check, or one without a report,
 * or a report that names another subchannel, goes on using a device that is gone,
 * or never sees the one that was given to it.
 *
 * Principles of Operation, chapters Machine-Check Handling and I/O Support Functions
 * (Channel Report).
 */
#include <clock.h>
#include <control.h>
#include <control_register.h>
#include <crw.h>
#include <css.h>
#include <css_io.h>
#include <css_plug.h>
#include <css_print.h>
#include <frame.h>
#include <lowcore.h>
#include <machine_check.h>
#include <reset.h>
#include <smp.h>
#include <stddef.h>
#include <string.h>
#include <test.h>

#define PoP    "Principles of Operation, "
#define DRIVER "virtio-rng-ccw"
#define QUIET  (5 * NS_PER_MS)
#define ISC    3

static struct channel_report report;
static struct schib schib;

/* What a device that comes or goes is told by, while there is one subchannel set. */
static void check_report(uint32_t sid)
{
	const struct crw expected = {
		.source = CRW_SUBCHANNEL,
		.recovery = CRW_PARAMETERS_INITIALIZED,
		.id = sid_number(sid),
	};

	CHECK_EQ(report.words, 1);
	if (memcmp(report.word, &expected, sizeof(expected)))
		css_print_crw(report.word);
	CHECK_MEM_EQ(report.word, &expected, sizeof(expected));
}

TEST(comes, "a device that is plugged in is told by a machine check and a report that names it",
     NEEDS("control") CITE(PoP "Channel-Report Word"))
{
	uint32_t sid;

	crw_listen();
	css_plug(DRIVER, "new", "fe.0.1234");
	sid = css_plugged_sid("new");
	REQUIRE(crw_wait(&report));
	check_report(sid);
	CHECK_EQ(crw_seen()->machine_checks, 1);
	REQUIRE_EQ(stsch(sid, &schib), CC_DONE);
	CHECK_EQ(schib.pmcw.device_valid, 1);
	CHECK_EQ(schib.pmcw.device, 0x1234);
	CHECK_EQ(schib.pmcw.enabled, 0);
}

TEST(goes, "a device that is unplugged is told by a machine check and a report that names it",
     NEEDS("control") CITE(PoP "Channel-Report Word"))
{
	uint32_t sid;

	css_plug(DRIVER, "old", NULL);
	sid = css_plugged_sid("old");
	crw_listen();
	css_unplug("old");
	REQUIRE(crw_wait(&report));
	check_report(sid);
	CHECK_EQ(crw_seen()->machine_checks, 1);
	CHECK(stsch(sid, &schib) == CC_NOT_OPERATIONAL || !schib.pmcw.device_valid);
}

TEST(code, "the machine check says that a channel report is pending, and of no damage",
     NEEDS("control") CITE(PoP "Machine-Check Interruption Code"))
{
	const uint64_t errors = MCIC_STORAGE_ERROR | MCIC_STORAGE_CORRECTED | MCIC_KEY_ERROR |
				MCIC_STORAGE_DEGRADATION | MCIC_INDIRECT_STORAGE_ERROR;
	uint64_t mcic;

	crw_listen();
	css_plug(DRIVER, "new", NULL);
	REQUIRE(crw_wait(&report));
	mcic = crw_seen()->code;
	CHECK_EQ(mcic & MCIC_SUBCLASSES, MCIC_CHANNEL_REPORT);
	CHECK_EQ(mcic & (MCIC_BACKED_UP | errors), 0);
	CHECK_EQ(mcic & MCIC_PSW_VALID, MCIC_PSW_VALID);
	CHECK(mcic & MCIC_STORAGE_VALID);
}

static struct {
	volatile unsigned int calls;
	bool gprs, crs, acrs, fprs, fpc, timer, comparator;
} saved;

static uint64_t clock_comparator(void)
{
	uint64_t value;

	__asm__ volatile("stckc %0" : "=Q"(value));
	return value;
}

static bool same_fprs(const struct frame *frame, const uint64_t *fprs)
{
	for (unsigned int n = 0; n < 16; n++) {
		if (frame->vrs[n][0] != fprs[n])
			return false;
	}
	return true;
}

/* The entry put the registers into the frame as they were when the interruption came. */
static void compare(const struct irq *irq, void *context)
{
	const unsigned int comparator_shift = 8; /* the last byte is not saved */
	const struct lowcore *here = lowcore();
	const struct frame *frame = irq->frame;
	uint64_t valid = irq->parameter;

	(void)context;
	saved.gprs = valid & MCIC_GPRS_VALID &&
		     !memcmp(frame->gprs, here->saved_gprs, sizeof(frame->gprs));
	saved.crs =
		valid & MCIC_CRS_VALID && !memcmp(frame->crs, here->saved_crs, sizeof(frame->crs));
	saved.acrs = valid & MCIC_ACRS_VALID &&
		     !memcmp(frame->acrs, here->saved_acrs, sizeof(frame->acrs));
	saved.fprs = valid & MCIC_FPRS_VALID && same_fprs(frame, here->saved_fprs);
	saved.fpc = valid & MCIC_FPC_VALID && frame->fpc == here->saved_fpc;
	saved.timer = valid & MCIC_CPU_TIMER_VALID;
	saved.comparator = valid & MCIC_CLOCK_COMPARATOR_VALID &&
			   here->saved_clock_comparator == clock_comparator() >> comparator_shift;
	saved.calls++;
}

TEST(registers, "the registers of the interrupted program are saved, and marked as valid",
     NEEDS("control") CITE(PoP "Machine-Check Interruption, Validity Bits")
	     CITE(PoP "Assigned Storage Locations"))
{
	struct lowcore *here = lowcore();

	memset(&saved, 0, sizeof(saved));
	crw_drain();
	memset(here->saved_fprs, 0xaa,
	       offsetof(struct lowcore, reserved_1400) - offsetof(struct lowcore, saved_fprs));
	irq_register(IRQ_MACHINE_CHECK, compare, NULL);
	crw_open();
	css_plug(DRIVER, "new", NULL);
	REQUIRE(irq_wait(&saved.calls, CSS_PATIENCE));
	CHECK(saved.gprs);
	CHECK(saved.crs);
	CHECK(saved.acrs);
	CHECK(saved.fprs);
	CHECK(saved.fpc);
	CHECK(saved.timer);
	CHECK(saved.comparator);
}

/* Three devices come and two go; what was told of it must be told in this order. */
static void make_five(uint32_t sids[5])
{
	css_plug(DRIVER, "a", NULL);
	css_plug(DRIVER, "b", NULL);
	css_plug(DRIVER, "c", NULL);
	sids[0] = sids[3] = css_plugged_sid("a");
	sids[1] = css_plugged_sid("b");
	sids[2] = sids[4] = css_plugged_sid("c");
	css_unplug("a");
	css_unplug("c");
}

static void check_one_machine_check(const uint32_t sids[5])
{
	clock_delay(QUIET);
	CHECK_EQ(crw_seen()->machine_checks, 1);
	CHECK_EQ(crw_seen()->empty, 0);
	for (unsigned int i = 0; i < 5; i++) {
		REQUIRE(crw_wait(&report), "report %u", i);
		check_report(sids[i]);
	}
}

TEST(closed_subclass,
     "while the subclass is closed reports wait; one machine check brings them all, in order",
     NEEDS("control") CITE(PoP "Channel Report, and Control Register 14, bit 35"))
{
	uint32_t sids[5];

	crw_listen();
	crw_close();
	control_load(14, control_store(14) | (CR14_REPRESSIBLE & ~CR14_CHANNEL_REPORT));
	make_five(sids);
	clock_delay(QUIET);
	CHECK_EQ(crw_seen()->machine_checks, 0);
	crw_open();
	check_one_machine_check(sids);
}

TEST(closed_psw, "while bit 13 of the PSW is zero reports wait, whatever the subclass",
     NEEDS("control") CITE(PoP "Program-Status-Word Format, Machine-Check Mask"))
{
	uint64_t enabled = psw_mask();
	uint32_t sids[5];

	crw_listen();
	crw_close();
	make_five(sids);
	psw_set_mask(enabled & ~PSW_MACHINE_CHECK);
	crw_open();
	clock_delay(QUIET);
	CHECK_EQ(crw_seen()->machine_checks, 0);
	psw_set_mask(enabled);
	check_one_machine_check(sids);
}

TEST(read_in_parts, "a report that is made while others are being read is told as well",
     NEEDS("control") CITE(PoP "Channel Report"))
{
	uint32_t first, second;

	crw_drain();
	css_plug(DRIVER, "first", NULL);
	first = css_plugged_sid("first");
	css_plug(DRIVER, "second", NULL);
	second = css_plugged_sid("second");
	REQUIRE(crw_take(&report));
	check_report(first);
	css_unplug("first");
	REQUIRE(crw_take(&report));
	check_report(second);
	REQUIRE(crw_take(&report));
	check_report(first);
	CHECK(!crw_take(&report));
}

TEST(nothing_to_report, "with no report pending a word of zeros is stored, condition code 1",
     CITE(PoP "STORE CHANNEL REPORT WORD, condition code 1"))
{
	uint32_t words[3] = { ~0u, ~0u, ~0u };

	crw_drain();
	CHECK_EQ(stcrw(&words[1]), STCRW_NOTHING);
	CHECK_EQ(words[0], ~0u);
	CHECK_EQ(words[1], 0);
	CHECK_EQ(words[2], ~0u);
}

TEST(told_again, "each device is told anew after what came before was read",
     NEEDS("control") CITE(PoP "Channel Report"))
{
	crw_listen();
	for (unsigned int round = 1; round <= 10; round++) {
		css_plug(DRIVER, "again", NULL);
		REQUIRE(crw_wait(&report), "plugged in, round %u", round);
		css_unplug("again");
		REQUIRE(crw_wait(&report), "unplugged, round %u", round);
		CHECK_EQ(crw_seen()->machine_checks, 2 * round);
	}
	CHECK_EQ(crw_seen()->empty, 0);
}

TEST(too_many, "of very many reports none is lost, or the last one before the loss says so",
     NEEDS("control") CITE(PoP "Channel-Report Word, Overflow") TIMEOUT(60))
{
	enum { ROUNDS = 300 };
	unsigned int count = 0;
	bool lost = false;
	uint32_t sid = 0;

	crw_drain();
	for (unsigned int i = 0; i < ROUNDS; i++) {
		css_plug(DRIVER, "again", "fe.0.4321");
		if (!i)
			sid = css_plugged_sid("again");
		css_unplug("again");
	}
	while (crw_take(&report)) {
		lost |= report.word[0].overflow;
		report.word[0].overflow = 0;
		check_report(sid);
		count++;
	}
	CHECK_LE(count, 2 * ROUNDS);
	CHECK(lost || count == 2 * ROUNDS, "%u of %u reports", count, 2 * ROUNDS);
	crw_listen();
	css_plug(DRIVER, "again", NULL);
	CHECK(crw_wait(&report));
	CHECK_EQ(report.word[0].overflow, 0);
}

TEST(reset_clears, "a reset of the subsystem takes reports away, and the machine check for them",
     NEEDS("control") CITE(PoP "Subsystem Reset, I/O-System Reset"))
{
	static const enum reset_kind kinds[] = { RESET_LOAD_NORMAL, RESET_MODIFIED_CLEAR };

	for (unsigned int i = 0; i < 2; i++) {
		crw_listen();
		crw_close();
		css_plug(DRIVER, "new", NULL);
		machine_reset_all(kinds[i]);
		crw_open();
		clock_delay(QUIET);
		CHECK_EQ(crw_seen()->machine_checks, 0);
		CHECK(!crw_take(&report));
		css_unplug("new");
		CHECK(crw_wait(&report));
	}
}
