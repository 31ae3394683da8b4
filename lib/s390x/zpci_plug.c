/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloc.h>
#include <case.h>
#include <css.h>
#include <css_plug.h>
#include <sclp.h>
#include <stdio.h>
#include <string.h>
#include <zpci_plug.h>

#define CHSC_STORE_EVENT_INFORMATION 0x000e
#define SCLP_CONFIGURE_PCI	     0x001a0001
#define SCLP_DECONFIGURE_PCI	     0x001b0001
#define ADAPTER_IS_PCI		     2

/* Request and answer. */
struct event_information {
	uint16_t length;
	uint16_t command;
	uint32_t reserved_4;
	uint64_t mask;
	uint16_t answer_length;
	uint16_t answer;
	uint8_t reserved_14[3];
	uint8_t type;
	uint8_t flags;
	uint8_t reserved_19[2];
	uint8_t content;
	uint8_t reserved_1c[52];
	uint32_t reserved_50;
	uint32_t handle; /* from here on for content EVENT_AVAILABILITY */
	uint32_t fid;
	uint8_t reserved_5c[18];
	uint16_t code;
};

_Static_assert(offsetof(struct event_information, handle) == 0x54, "as the machine has it");
_Static_assert(offsetof(struct event_information, code) == 0x6e, "as the machine has it");

#define REQUEST_SIZE 16

struct pci_event pci_event_take(uint64_t mask)
{
	static union {
		struct event_information information;
		uint8_t page[PAGE_SIZE];
	} block __attribute__((aligned(PAGE_SIZE)));
	const struct event_information *information = &block.information;

	memset(&block, 0, sizeof(block));
	block.information.length = REQUEST_SIZE;
	block.information.command = CHSC_STORE_EVENT_INFORMATION;
	block.information.mask = mask;
	if (chsc(&block) != CC_DONE)
		return (struct pci_event){ 0 };
	return (struct pci_event){
		.response = information->answer,
		.type = information->type,
		.flags = information->flags,
		.content = information->content,
		.handle = information->handle,
		.fid = information->fid,
		.code = information->code,
	};
}

unsigned int pci_event_drain(void)
{
	unsigned int count = 0;

	while (pci_event_take(EVENTS_OF_PCI).response == EVENT_STORED)
		count++;
	return count;
}

struct adapter_block {
	struct sclp_header header;
	uint8_t type;
	uint8_t reserved[3];
	uint32_t fid;
};

static uint16_t change(uint32_t command, uint32_t fid)
{
	static union {
		struct adapter_block adapter;
		uint8_t room[SCLP_BLOCK];
	} block SCLP_BLOCK_MEMORY;

	block.adapter = (struct adapter_block){ .header.length = sizeof(block.adapter),
						.type = ADAPTER_IS_PCI,
						.fid = fid };
	return sclp_call(command, &block.adapter.header);
}

uint16_t zpci_configure(uint32_t fid)
{
	return change(SCLP_CONFIGURE_PCI, fid);
}

uint16_t zpci_deconfigure(uint32_t fid)
{
	return change(SCLP_DECONFIGURE_PCI, fid);
}

#define ZPCI_NAME "zpci"
#define PCI_NAME  "pci"
#define UID_MOST  0xffff

static uint32_t plugged_fid;

/* Not in use any more, a function goes as soon as it is unplugged. */
static void give_up(struct case_undo *undo)
{
	(void)undo;
	zpci_deconfigure(plugged_fid);
	pci_event_drain();
}

void zpci_plug(uint32_t fid)
{
	static struct case_undo undo = { .undo = give_up };
	char properties[64];

	snprintf(properties, sizeof(properties), ",\"uid\":%u,\"fid\":%u,\"target\":\"%s\"",
		 fid & UID_MOST, fid, PCI_NAME);
	plug("zpci", ZPCI_NAME, properties);
	plugged_fid = fid;
	case_at_end(&undo);
	plug("virtio-rng-pci", PCI_NAME, "");
}

void zpci_ask_back(void)
{
	css_unplug(PCI_NAME);
}
