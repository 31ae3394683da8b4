/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hot-plug of PCI functions: a channel report announces events, events tell what has
 * become of a function, and a function that is to go is given up by the system.
 *
 * An event that is lost or told wrongly leaves the system with a function that it
 * never sees, or the host with one that it never gets back. A handle of a
 * function that is gone must reach nothing, least of all the function that came next.
 *
 * No manual of this is public. What it promises is what Linux takes for granted:
 * drivers/s390/cio/chsc.c, arch/s390/pci/pci_event.c, drivers/s390/char/sclp_pci.c.
 */
#include <alloc.h>
#include <bits.h>
#include <clock.h>
#include <control.h>
#include <crw.h>
#include <css.h>
#include <css_io.h>
#include <css_print.h>
#include <string.h>
#include <test.h>
#include <zpci.h>
#include <zpci_dma.h>
#include <zpci_plug.h>

#define PoP	    "Principles of Operation, "
#define LINUX_CHSC  "Linux, drivers/s390/cio/chsc.c, store event information"
#define LINUX_EVENT "Linux, arch/s390/pci/pci_event.c, availability events"
#define LINUX_SCLP  "Linux, drivers/s390/char/sclp_pci.c"
#define FID	    0x77
#define STAYS	    0x1234
#define QUIET	    (5 * NS_PER_MS)
#define PCI_NEEDS   NEEDS("device=zpci") NEEDS("control")

static struct channel_report report;
static struct clp_entry entry;
static struct zpci function;

static void plug_function(void)
{
	zpci_plug(FID);
	function = (struct zpci){ .entry.fid = FID };
}

/* From a machine with nothing left to read. */
static void listen(void)
{
	crw_drain();
	pci_event_drain();
	crw_listen();
}

static struct pci_event expect_event(uint16_t code)
{
	struct pci_event event = pci_event_take(EVENTS_OF_PCI);

	CHECK_EQ(event.response, EVENT_STORED);
	CHECK_EQ(event.type, EVENT_OF_PCI);
	CHECK_EQ(event.content, EVENT_AVAILABILITY);
	CHECK_EQ(event.code, code);
	CHECK_EQ(event.fid, FID);
	return event;
}

static void expect_report(void)
{
	const struct crw expected = { .source = CRW_CHANNEL_SUBSYSTEM,
				      .recovery = CRW_EVENT_PENDING };

	REQUIRE(crw_wait(&report));
	CHECK_EQ(report.words, 1);
	if (memcmp(report.word, &expected, sizeof(expected)))
		css_print_crw(report.word);
	CHECK_MEM_EQ(report.word, &expected, sizeof(expected));
}

static void come(void)
{
	listen();
	plug_function();
	REQUIRE(crw_wait(&report));
	expect_event(PCI_EVENT_CONFIGURED);
}

/* The runner asks, the guest gives. */
static void go(void)
{
	zpci_ask_back();
	REQUIRE(crw_wait(&report));
	expect_event(PCI_EVENT_REQUEST);
	CHECK_EQ(zpci_deconfigure(FID), ADAPTER_DONE);
	REQUIRE(crw_wait(&report));
	expect_event(PCI_EVENT_RESERVED);
}

TEST(announced, "a function that is plugged in is told by a report that an event is pending",
     PCI_NEEDS CITE(PoP "Channel-Report Word, Reporting-Source Code 1011") CITE(LINUX_CHSC))
{
	listen();
	plug_function();
	expect_report();
	clock_delay(QUIET);
	CHECK_EQ(crw_seen()->machine_checks, 1);
}

TEST(comes, "the event names the function, and the list has it, configured, with this handle",
     PCI_NEEDS CITE(LINUX_EVENT))
{
	struct pci_event event;

	listen();
	plug_function();
	REQUIRE(crw_wait(&report));
	event = expect_event(PCI_EVENT_CONFIGURED);
	CHECK_EQ(event.flags & EVENT_MORE, 0);
	CHECK_EQ(pci_event_take(EVENTS_OF_PCI).response, EVENT_NONE);
	REQUIRE(zpci_list(FID, &entry));
	CHECK_EQ(entry.configured, CLP_CONFIGURED);
	CHECK_EQ(entry.handle, event.handle);
	CHECK_EQ(entry.handle & CLP_HANDLE_ENABLED, 0);
}

TEST(usable, "a function that came can be enabled, and shows its configuration space",
     PCI_NEEDS CITE(LINUX_EVENT))
{
	const uint16_t virtio = 0x1af4;
	uint64_t data = 0;

	come();
	REQUIRE(zpci_enable(&function));
	CHECK_EQ(zpci_load(zpci_operand(function.handle, ZPCI_CONFIGURATION, 2), 0, &data, NULL),
		 ZPCI_DONE);
	CHECK_EQ(__builtin_bswap16(data), virtio);
}

TEST(request, "a function that is to go is asked for, and works until it is given up",
     PCI_NEEDS CITE(LINUX_EVENT))
{
	struct pci_event event;
	uint64_t data;

	come();
	REQUIRE(zpci_enable(&function));
	zpci_ask_back();
	expect_report();
	event = expect_event(PCI_EVENT_REQUEST);
	CHECK_EQ(event.handle, function.handle);
	CHECK(zpci_list(FID, &entry));
	CHECK_EQ(zpci_load(zpci_operand(function.handle, ZPCI_CONFIGURATION, 4), 0, &data, NULL),
		 ZPCI_DONE);
	CHECK_EQ(zpci_deconfigure(FID), ADAPTER_DONE);
	expect_report();
	expect_event(PCI_EVENT_RESERVED);
	CHECK(!zpci_list(FID, &entry));
	CHECK(zpci_list(STAYS, &entry));
	CHECK_EQ(zpci_deconfigure(FID), ADAPTER_UNKNOWN);
}

static void check_gone(uint32_t handle)
{
	struct clp_function about;
	struct zpci_fib fib = { 0 };
	uint64_t data = 0, block[2] = { 0 };
	uint32_t ignored;

	CHECK_EQ(zpci_load(zpci_operand(handle, ZPCI_CONFIGURATION, 4), 0, &data, NULL),
		 ZPCI_BAD_HANDLE);
	CHECK_EQ(zpci_store(zpci_operand(handle, ZPCI_CONFIGURATION, 4), 0, 0, NULL),
		 ZPCI_BAD_HANDLE);
	CHECK_EQ(zpci_store_block(zpci_operand(handle, 4, 16), 0, block, NULL), ZPCI_BAD_HANDLE);
	CHECK_EQ(zpci_refresh(handle, 0, PAGE_SIZE, NULL), ZPCI_BAD_HANDLE);
	CHECK_EQ(zpci_modify(zpci_operand(handle, 0, ZPCI_RESET_ERROR), &fib, NULL),
		 ZPCI_BAD_HANDLE);
	CHECK_EQ(zpci_store_controls(zpci_operand(handle, 0, 0), &fib, NULL), ZPCI_BAD_HANDLE);
	CHECK_EQ(clp_query_function(handle, &about), CLP_BAD_HANDLE);
	CHECK_EQ(clp_set_function(handle, CLP_DISABLE, 0, &ignored), CLP_BAD_HANDLE);
}

TEST(gone, "the handle of a function that is gone is unknown to every instruction",
     PCI_NEEDS CITE("Linux, arch/s390/include/asm/pci_insn.h, condition code 3"))
{
	come();
	REQUIRE(zpci_enable(&function));
	go();
	check_gone(function.handle);
}

TEST(next_one, "the handle of a function that is gone does not reach one that came after it",
     PCI_NEEDS CITE("Linux, arch/s390/include/asm/pci_insn.h, condition code 3"))
{
	uint32_t old;

	come();
	REQUIRE(zpci_enable(&function));
	old = function.handle;
	go();
	come();
	REQUIRE(zpci_enable(&function));
	CHECK_NE(function.handle, old);
	check_gone(old);
}

TEST(fresh, "a function with the identifier of one that is gone has nothing of its settings",
     PCI_NEEDS CITE("Linux, arch/s390/include/asm/pci_insn.h, struct zpci_fib"))
{
	static uint64_t vector[2], summary;
	const struct zpci_fib interrupts = {
		.interrupts = field_put(ZPCI_FIB_MESSAGES, 0, 2) | ZPCI_FIB_SUMMARIZE,
		.vector = (uintptr_t)vector,
		.summary = (uintptr_t)&summary,
	};
	struct zpci_fib fib;

	come();
	REQUIRE(zpci_enable(&function));
	REQUIRE_EQ(clp_query_function(function.handle, &function.about), CLP_OK);
	CHECK_EQ(zpci_dma_register(&function, zpci_dma_anchor(zpci_dma_tables()), NULL), ZPCI_DONE);
	CHECK_EQ(zpci_modify(zpci_operand(function.handle, 0, ZPCI_REGISTER_INTERRUPTS),
			     &interrupts, NULL),
		 ZPCI_DONE);
	go();
	come();
	REQUIRE(zpci_enable(&function));
	memset(&fib, 0xff, sizeof(fib));
	CHECK_EQ(zpci_store_controls(zpci_operand(function.handle, 0, 0), &fib, NULL), ZPCI_DONE);
	CHECK_EQ(fib.flags, ZPCI_FIB_ENABLED);
	CHECK_EQ(fib.anchor, 0);
	CHECK_EQ(fib.vector, 0);
	CHECK_EQ(fib.summary, 0);
}

TEST(in_order,
     "events that nobody read come in the order of what happened, each but the last "
     "with a sign that there are more",
     PCI_NEEDS CITE(LINUX_CHSC))
{
	static const uint16_t codes[] = { PCI_EVENT_CONFIGURED, PCI_EVENT_REQUEST,
					  PCI_EVENT_RESERVED };

	listen();
	plug_function();
	zpci_ask_back();
	CHECK_EQ(zpci_deconfigure(FID), ADAPTER_DONE);
	REQUIRE(crw_wait(&report));
	for (unsigned int i = 0; i < 3; i++)
		CHECK_EQ(!(expect_event(codes[i]).flags & EVENT_MORE), i == 2);
	CHECK_EQ(pci_event_take(EVENTS_OF_PCI).response, EVENT_NONE);
}

TEST(told_again, "after the last event was read the next one is told by a report of its own",
     PCI_NEEDS CITE(LINUX_CHSC))
{
	for (unsigned int round = 1; round <= 20; round++) {
		come();
		CHECK_EQ(crw_seen()->machine_checks, 1);
		go();
		CHECK_EQ(crw_seen()->machine_checks, 3);
		CHECK_EQ(crw_seen()->empty, 0);
	}
}

TEST(mask, "an event of a type that is not asked for stays",
     PCI_NEEDS CITE(LINUX_CHSC ", notification type selection mask"))
{
	listen();
	plug_function();
	CHECK_EQ(pci_event_take(0).response, EVENT_NONE);
	expect_event(PCI_EVENT_CONFIGURED);
}

TEST(standby,
     "a function that was given up unasked is in the list, not configured, until it is "
     "taken again",
     PCI_NEEDS CITE(LINUX_SCLP))
{
	struct zpci stays = { .entry.fid = STAYS };

	CHECK_EQ(zpci_configure(STAYS), ADAPTER_NOTHING_TO_DO);
	CHECK_EQ(zpci_deconfigure(STAYS), ADAPTER_DONE);
	REQUIRE(zpci_list(STAYS, &entry));
	CHECK_EQ(entry.configured, 0);
	CHECK_EQ(zpci_deconfigure(STAYS), ADAPTER_NOTHING_TO_DO);
	CHECK_EQ(zpci_configure(STAYS), ADAPTER_DONE);
	REQUIRE(zpci_list(STAYS, &entry));
	CHECK_EQ(entry.configured, CLP_CONFIGURED);
	CHECK(zpci_enable(&stays));
}

TEST(not_configured, "a function that is not configured cannot be enabled",
     PCI_NEEDS CITE("Linux, arch/s390/include/asm/pci.h, enum zpci_state"))
{
	struct zpci stays = { .entry.fid = STAYS };
	uint32_t ignored;

	REQUIRE(zpci_disable(&stays));
	REQUIRE_EQ(zpci_deconfigure(STAYS), ADAPTER_DONE);
	REQUIRE(zpci_list(STAYS, &entry));
	CHECK_NE(clp_set_function(entry.handle, CLP_ENABLE, 1, &ignored), CLP_OK);
	zpci_configure(STAYS);
}

TEST(unknown, "a function that the machine does not have is neither configured nor given up",
     PCI_NEEDS CITE(LINUX_SCLP))
{
	CHECK_EQ(zpci_configure(0x4711), ADAPTER_UNKNOWN);
	CHECK_EQ(zpci_deconfigure(0x4711), ADAPTER_UNKNOWN);
}
