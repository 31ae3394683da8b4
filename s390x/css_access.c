/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O instructions whose block cannot be reached, must not be written, or lies
 * off its boundary.
 *
 * The access exception must come before anything happens to the subchannel: a
 * status that TEST SUBCHANNEL could not store is still there, a channel report
 * too. Systems rely on it when they probe; a host that forgets it loses an
 * interruption for good.
 *
 * Principles of Operation, chapter I/O Instructions.
 */
#include <alloc.h>
#include <css.h>
#include <css_io.h>
#include <mmu.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "
#define ISC 3

static uint32_t open_first(void)
{
	REQUIRE(css_scan(), "no subchannel with a device");
	css_open(css_nth(0), ISC);
	return css_nth(0)->sid;
}

static void make_status_pending(uint32_t sid)
{
	static struct ccw_program program;
	struct schib schib;

	ccw_begin(&program, CCW_FORMAT_1);
	ccw_add(&program, CCW_NOP, CCW_SUPPRESS_LENGTH, 1, &program);
	REQUIRE_EQ(ssch(sid, &program.orb), CC_DONE);
	do
		REQUIRE_EQ(stsch(sid, &schib), CC_DONE);
	while (!(schib.scsw.stctl & STCTL_SECONDARY));
}

static void *unmapped(void)
{
	void *page = page_alloc(1);

	mmu_unmap(page);
	return page;
}

static void *read_only(void)
{
	void *page = page_alloc(1);

	mmu_protect(page, MMU_READ);
	return page;
}

/* START SUBCHANNEL with an ORB that cannot be read. */
static void check_starts_nothing(unsigned int trap, const struct orb *orb)
{
	uint32_t sid = open_first();
	struct schib schib;

	CHECK_TRAP(trap, ssch(sid, orb));
	CHECK_EQ(stsch(sid, &schib), CC_DONE);
	CHECK_EQ(schib.scsw.fctl, 0);
	CHECK_EQ(schib.scsw.stctl, 0);
}

/* TEST SUBCHANNEL to where nothing can be stored. */
static void check_status_stays(unsigned int trap, struct irb *nowhere)
{
	uint32_t sid = open_first();
	struct irb irb;

	make_status_pending(sid);
	CHECK_TRAP(trap, tsch(sid, nowhere));
	CHECK_EQ(tsch(sid, &irb), TSCH_STORED);
	CHECK_EQ(tsch(sid, &irb), TSCH_NOT_PENDING);
}

/* TEST PENDING INTERRUPTION, likewise. */
static void check_interruption_stays(unsigned int trap, struct io_code *nowhere)
{
	uint32_t sid = open_first();
	struct io_code code;

	irq_disable();
	irq_open(IRQ_IO(ISC));
	make_status_pending(sid);
	CHECK_TRAP(trap, tpi(nowhere));
	CHECK_EQ(tpi(&code), TPI_STORED);
	CHECK_EQ(code.sid, sid);
}

/* The first words of a block on a page of their own; the rest is not mapped. */
#define WORDS_IN_FRONT 8

static void *across_the_end(void)
{
	char *pages = page_alloc(2);

	mmu_unmap(pages + PAGE_SIZE);
	return pages + PAGE_SIZE - WORDS_IN_FRONT;
}

static void check_untouched(const char *block)
{
	static const char zero[WORDS_IN_FRONT];

	CHECK_MEM_EQ(block, zero, sizeof(zero));
}

TEST(stsch_unmapped, "STSCH to a page that is not mapped is a page-translation exception",
     CITE(PoP "STORE SUBCHANNEL, Program Exceptions"))
{
	CHECK_TRAP(TRAP_PAGE, stsch(open_first(), unmapped()));
}

TEST(stsch_unmapped_not_operational,
     "STSCH of a subchannel that is not there, to a page that is not mapped, is an exception",
     CITE(PoP "STORE SUBCHANNEL, Special Conditions"))
{
	CHECK_TRAP(TRAP_PAGE, stsch(SID(0, 0xffff), unmapped()));
}

TEST(stsch_across_the_end, "STSCH stores nothing of a block that is not mapped as a whole",
     CITE(PoP "STORE SUBCHANNEL, Program Exceptions"))
{
	void *block = across_the_end();

	CHECK_TRAP(TRAP_PAGE, stsch(open_first(), block));
	check_untouched(block);
}

TEST(stsch_read_only, "STSCH to a page that must not be written is a protection exception",
     CITE(PoP "STORE SUBCHANNEL, Program Exceptions"))
{
	CHECK_TRAP(TRAP_PROTECTION, stsch(open_first(), read_only()));
}

TEST(msch_unmapped, "MSCH from a page that is not mapped is a page-translation exception",
     CITE(PoP "MODIFY SUBCHANNEL, Program Exceptions"))
{
	CHECK_TRAP(TRAP_PAGE, msch(open_first(), unmapped()));
}

TEST(msch_read_only, "MSCH takes a block from a page that must not be written",
     CITE(PoP "MODIFY SUBCHANNEL"))
{
	uint32_t sid = open_first();
	struct schib *schib = page_alloc(1);

	REQUIRE_EQ(stsch(sid, schib), CC_DONE);
	mmu_protect(schib, MMU_READ);
	CHECK_TRAP(TRAP_NONE, msch(sid, schib));
}

TEST(ssch_unmapped, "SSCH with an ORB that is not mapped is an exception and starts nothing",
     CITE(PoP "START SUBCHANNEL, Program Exceptions"))
{
	check_starts_nothing(TRAP_PAGE, unmapped());
}

TEST(tsch_unmapped, "a status that TSCH could not store is still pending",
     CITE(PoP "TEST SUBCHANNEL, Special Conditions"))
{
	check_status_stays(TRAP_PAGE, unmapped());
}

TEST(tsch_read_only, "a status that TSCH must not store is still pending",
     CITE(PoP "TEST SUBCHANNEL, Special Conditions"))
{
	check_status_stays(TRAP_PROTECTION, read_only());
}

TEST(tpi_unmapped, "an interruption that TPI could not store is still pending",
     CITE(PoP "TEST PENDING INTERRUPTION, Special Conditions"))
{
	check_interruption_stays(TRAP_PAGE, unmapped());
}

TEST(stcrw_unmapped, "STCRW to a page that is not mapped is a page-translation exception",
     CITE(PoP "STORE CHANNEL REPORT WORD, Program Exceptions"))
{
	CHECK_TRAP(TRAP_PAGE, stcrw(unmapped()));
}

TEST(chsc_unmapped, "CHSC of a page that is not mapped is a page-translation exception",
     CITE("Linux, drivers/s390/cio/chsc.c"))
{
	CHECK_TRAP(TRAP_PAGE, chsc(unmapped()));
}

/* Far beyond any storage, within what the translation tables reach. */
#define NO_STORAGE (1ull << 39)

static void *without_storage(void)
{
	void *page = page_alloc(1);

	mmu_map(page, NO_STORAGE, MMU_READ | MMU_WRITE);
	return page;
}

TEST(stsch_without_storage, "STSCH to where there is no storage is an addressing exception",
     CITE(PoP "STORE SUBCHANNEL, Program Exceptions"))
{
	void *nowhere = without_storage();

	CHECK_TRAP(TRAP_ADDRESSING, stsch(open_first(), nowhere));
	CHECK_TRAP(TRAP_ADDRESSING, stsch(SID(0, 0xffff), nowhere));
}

TEST(msch_without_storage, "MSCH from where there is no storage is an addressing exception",
     CITE(PoP "MODIFY SUBCHANNEL, Program Exceptions"))
{
	CHECK_TRAP(TRAP_ADDRESSING, msch(open_first(), without_storage()));
}

TEST(ssch_without_storage, "SSCH of an ORB without storage is an exception and starts nothing",
     CITE(PoP "START SUBCHANNEL, Program Exceptions"))
{
	check_starts_nothing(TRAP_ADDRESSING, without_storage());
}

TEST(tsch_without_storage, "TSCH to where there is no storage leaves the status pending",
     CITE(PoP "TEST SUBCHANNEL, Special Conditions"))
{
	check_status_stays(TRAP_ADDRESSING, without_storage());
}

TEST(tpi_without_storage, "TPI to where there is no storage leaves the interruption pending",
     CITE(PoP "TEST PENDING INTERRUPTION, Special Conditions"))
{
	check_interruption_stays(TRAP_ADDRESSING, without_storage());
}

TEST(others_without_storage, "STCRW and CHSC without storage are addressing exceptions",
     CITE(PoP "STORE CHANNEL REPORT WORD, Program Exceptions"))
{
	CHECK_TRAP(TRAP_ADDRESSING, stcrw(without_storage()));
	CHECK_TRAP(TRAP_ADDRESSING, chsc(without_storage()));
}

TEST(off_a_word_boundary, "a block off a word boundary is a specification exception",
     CITE(PoP "I/O Instructions, Program Exceptions"))
{
	static uint32_t block[32];
	uint32_t sid = open_first();

	for (unsigned int offset = 1; offset < 4; offset++) {
		char *at = (char *)block + offset;

		CHECK_TRAP(TRAP_SPECIFICATION, stsch(sid, at));
		CHECK_TRAP(TRAP_SPECIFICATION, msch(sid, at));
		CHECK_TRAP(TRAP_SPECIFICATION, ssch(sid, at));
		CHECK_TRAP(TRAP_SPECIFICATION, tsch(sid, at));
		CHECK_TRAP(TRAP_SPECIFICATION, tpi(at));
		CHECK_TRAP(TRAP_SPECIFICATION, stcrw(at));
		CHECK_TRAP(TRAP_SPECIFICATION, chsc(at));
	}
}
