/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of PCI functions: an error that a function made, a function that was
 * plugged, one that is to be given up. A channel report says that there is
 * something, STORE EVENT INFORMATION of the channel subsystem says what; and the
 * guest takes functions into its configuration, or out of it, by SERVICE CALL.
 *
 * A guest that misses one of these goes on with a device that is dead, or holds
 * one that its host waits for.
 *
 * No manual is public. The promises are those that Linux builds upon:
 * arch/s390/pci/pci_event.c, drivers/s390/cio/chsc.c, drivers/s390/char/sclp_pci.c.
 */
#include <alloc.h>
#include <clock.h>
#include <control.h>
#include <css.h>
#include <irq.h>
#include <sclp.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <zpci.h>

#define EVENTS	   "Linux, arch/s390/pci/pci_event.c"
#define CHSC	   "Linux, drivers/s390/cio/chsc.c"
#define SCLP_PCI   "Linux, drivers/s390/char/sclp_pci.c"
#define PATIENCE   (5 * NS_PER_S)
#define NO_FID	   0x7eadbeefu
#define PLUGGED_ID 99

/* STORE EVENT INFORMATION */
enum { SEI_COMMAND = 0x000e, SEI_REQUEST = 16, SEI_STORED = 1, SEI_NOTHING = 5 };
enum { CONTENT_ERROR = 1, CONTENT_AVAILABILITY = 2, NOTIFICATION_PCI = 2 };
#define SEI_PCI (1ul << 61)

/* What became available, or is to be given up. */
enum { EVENT_CONFIGURED = 0x301, EVENT_GIVE_UP = 0x303, EVENT_GONE = 0x308 };

struct event {
	struct {
		uint16_t length;
		uint16_t command;
		uint32_t reserved;
		uint64_t notifications;
	} request;
	uint16_t length;
	uint16_t code;
	uint8_t reserved[3];
	uint8_t notification;
	uint8_t flags;
	uint8_t reserved_9[2];
	uint8_t content;
	uint32_t reserved_c[13];
	uint32_t reserved_40;
	uint32_t handle;
	uint32_t fid;
	uint32_t details;
	uint64_t address; /* of an error */
	uint32_t reserved_58;
	uint16_t reserved_5c;
	uint16_t what;
};

/* False if there is none. */
static bool next_event(struct event *event)
{
	static uint8_t page[4096] __attribute__((aligned(4096)));
	struct event *block = (void *)page;

	memset(page, 0, sizeof(page));
	block->request.length = SEI_REQUEST;
	block->request.command = SEI_COMMAND;
	block->request.notifications = SEI_PCI;
	REQUIRE_EQ(chsc(block), CC_DONE);
	*event = *block;
	if (block->code == SEI_NOTHING)
		return false;
	REQUIRE_EQ(block->code, SEI_STORED);
	CHECK_EQ(block->notification, NOTIFICATION_PCI);
	return true;
}

static bool wait_for_event(struct event *event)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (!next_event(event)) {
		if (clock_ns() > end)
			return false;
	}
	return true;
}

/* Nothing is pending: no event, and no report. */
static void take_all(void)
{
	struct event event;
	uint32_t report;

	while (next_event(&event))
		;
	while (stcrw(&report) == STCRW_STORED)
		;
}

static struct zpci *function;

static void open_device(void)
{
	function = zpci_function(0);
	if (!function)
		SKIP("needs a PCI function: -device zpci");
	REQUIRE(zpci_enable(function));
	take_all();
}

/* There are no tables to refresh: that is an error, at this address. */
static uint64_t make_error(void)
{
	uint64_t address = function->about.first_dma + 0x123000;

	REQUIRE_EQ(zpci_refresh(function->handle, address, PAGE_SIZE, NULL), ZPCI_REFUSED);
	return address;
}

TEST(error_event, "an error is an event that names the function, its handle and the address",
     NEEDS("device=zpci") CITE(EVENTS ", struct zpci_ccdf_err"))
{
	struct event event;
	uint64_t address;

	open_device();
	address = make_error();
	REQUIRE(next_event(&event));
	CHECK_EQ(event.content, CONTENT_ERROR);
	CHECK_EQ(event.fid, function->entry.fid);
	CHECK_EQ(event.handle, function->handle);
	CHECK_EQ(event.address, address);
	CHECK_NE(event.what, 0);
	CHECK(!next_event(&event));
}

static volatile unsigned int reports;
static volatile uint32_t first_report;

static void take_reports(const struct irq *irq, void *context)
{
	uint32_t report;

	(void)irq;
	(void)context;
	while (stcrw(&report) == STCRW_STORED) {
		if (!reports++)
			first_report = report;
	}
}

TEST(error_is_reported, "an error is announced by a channel report of the channel subsystem",
     NEEDS("device=zpci") CITE(CHSC ", chsc_process_crw"))
{
	struct crw report;
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	open_device();
	reports = 0;
	irq_register(IRQ_MACHINE_CHECK, take_reports, NULL);
	irq_open(IRQ_MACHINE_CHECK);
	make_error();
	while (!reports && clock_ns() < end)
		cpu_relax();
	irq_close(IRQ_MACHINE_CHECK);
	REQUIRE_EQ(reports, 1);
	memcpy(&report, (void *)&first_report, sizeof(report));
	CHECK_EQ(report.source, CRW_CHANNEL_SUBSYSTEM);
	CHECK_EQ(report.recovery, CRW_EVENT_PENDING);
	take_all();
}

TEST(errors_in_order, "several errors are as many events, in their order",
     NEEDS("device=zpci") CITE(CHSC ", chsc_process_sei_nt2"))
{
	const struct zpci_fib none = { 0 };
	uint64_t addresses[4];
	struct event event;

	open_device();
	for (unsigned int i = 0; i < 4; i++) {
		addresses[i] = function->about.first_dma + i * PAGE_SIZE;
		REQUIRE_EQ(zpci_refresh(function->handle, addresses[i], PAGE_SIZE, NULL),
			   ZPCI_REFUSED);
		REQUIRE_EQ(zpci_modify(zpci_operand(function->handle, 0, ZPCI_RESET_ERROR), &none,
				       NULL),
			   ZPCI_DONE);
	}
	for (unsigned int i = 0; i < 4; i++) {
		REQUIRE(next_event(&event));
		CHECK_EQ(event.address, addresses[i]);
		CHECK_EQ(event.flags >> 7, i < 3);
	}
	CHECK(!next_event(&event));
}

/* CONFIGURE and DECONFIGURE I/O ADAPTER */
enum { CONFIGURE = 0x001a0001, DECONFIGURE = 0x001b0001, TYPE_PCI = 2, NO_TYPE = 0x77 };

enum {
	COMPLETED = 0x0020,
	NO_ACTION = 0x0120,
	INSUFFICIENT_LENGTH = 0x0300,
	TYPE_NOT_RECOGNIZED = 0x06f0,
	FID_NOT_RECOGNIZED = 0x09f0,
};

struct adapter {
	struct sclp_header header;
	uint8_t type;
	uint8_t reserved[3];
	uint32_t fid;
};

static uint16_t configure(unsigned int command, unsigned int length, unsigned int type,
			  uint32_t fid)
{
	struct adapter *block = page_alloc(1);
	uint16_t response;

	*block = (struct adapter){ .header.length = length, .type = type, .fid = fid };
	response = sclp_call(command, &block->header);
	page_free(block, 1);
	return response;
}

/* What the list says; NULL: it does not. */
static const struct clp_entry *listed(uint32_t fid)
{
	static struct {
		struct clp_list_response head;
		struct clp_entry entries[16];
	} list;
	unsigned int count;

	REQUIRE_EQ(clp_list(0, &list.head, sizeof(list)), CLP_OK);
	count = (list.head.header.length - sizeof(list.head)) / sizeof(list.entries[0]);
	for (unsigned int i = 0; i < count; i++) {
		if (list.entries[i].fid == fid)
			return &list.entries[i];
	}
	return NULL;
}

TEST(deconfigured, "a function that was taken out of the configuration is listed as such",
     NEEDS("device=zpci") CITE(SCLP_PCI ", sclp_pci_deconfigure"))
{
	uint32_t fid;

	open_device();
	fid = function->entry.fid;
	CHECK(listed(fid)->configured & CLP_CONFIGURED);
	REQUIRE(zpci_disable(function));
	CHECK_EQ(configure(DECONFIGURE, sizeof(struct adapter), TYPE_PCI, fid), COMPLETED);
	REQUIRE(listed(fid));
	CHECK(!(listed(fid)->configured & CLP_CONFIGURED));
	CHECK_EQ(configure(DECONFIGURE, sizeof(struct adapter), TYPE_PCI, fid), NO_ACTION);

	CHECK_EQ(configure(CONFIGURE, sizeof(struct adapter), TYPE_PCI, fid), COMPLETED);
	CHECK(listed(fid)->configured & CLP_CONFIGURED);
	CHECK_EQ(configure(CONFIGURE, sizeof(struct adapter), TYPE_PCI, fid), NO_ACTION);
	CHECK(zpci_enable(function));
}

TEST(unknown_adapter, "an adapter that is not there, or of no known type, is not configured",
     NEEDS("device=zpci") CITE(SCLP_PCI ", do_pci_configure"))
{
	open_device();
	CHECK_EQ(configure(CONFIGURE, sizeof(struct adapter), TYPE_PCI, NO_FID),
		 FID_NOT_RECOGNIZED);
	CHECK_EQ(configure(DECONFIGURE, sizeof(struct adapter), TYPE_PCI, NO_FID),
		 FID_NOT_RECOGNIZED);
	CHECK_EQ(configure(CONFIGURE, sizeof(struct adapter), NO_TYPE, function->entry.fid),
		 TYPE_NOT_RECOGNIZED);
	CHECK_EQ(configure(CONFIGURE, sizeof(struct sclp_header), TYPE_PCI, function->entry.fid),
		 INSUFFICIENT_LENGTH);
}

static void ask_host(const char *request)
{
	char answer[256];

	REQUIRE(control_request(answer, sizeof(answer), "qmp %s", request), "%s", answer);
}

static void plug(struct event *event)
{
	ask_host("device_add {\"driver\":\"zpci\",\"id\":\"zplug\",\"uid\":99,\"fid\":99,"
		 "\"target\":\"plug\"}");
	ask_host("device_add {\"driver\":\"virtio-rng-pci\",\"id\":\"plug\"}");
	REQUIRE(wait_for_event(event));
}

TEST(plugged_and_given_up,
     "a function that is plugged is an event and in the list, one to be given up an event",
     NEEDS("control") NEEDS("device=zpci") CITE(EVENTS ", __zpci_event_availability"))
{
	const struct clp_entry *entry;
	struct event event;

	open_device();
	CHECK(!listed(PLUGGED_ID));
	plug(&event);
	CHECK_EQ(event.content, CONTENT_AVAILABILITY);
	CHECK_EQ(event.what, EVENT_CONFIGURED);
	CHECK_EQ(event.fid, PLUGGED_ID);
	entry = listed(PLUGGED_ID);
	REQUIRE(entry);
	CHECK(entry->configured & CLP_CONFIGURED);
	CHECK_EQ(event.handle, entry->handle);

	ask_host("device_del {\"id\":\"plug\"}");
	REQUIRE(wait_for_event(&event));
	CHECK_EQ(event.what, EVENT_GIVE_UP);
	CHECK_EQ(event.fid, PLUGGED_ID);
	CHECK(listed(PLUGGED_ID));

	CHECK_EQ(configure(DECONFIGURE, sizeof(struct adapter), TYPE_PCI, PLUGGED_ID), COMPLETED);
	REQUIRE(wait_for_event(&event));
	CHECK_EQ(event.what, EVENT_GONE);
	CHECK_EQ(event.fid, PLUGGED_ID);
	CHECK(!listed(PLUGGED_ID));
	CHECK(!next_event(&event));
}
