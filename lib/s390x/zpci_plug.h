/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI functions that come and go. A channel report says that events are pending,
 * STORE EVENT INFORMATION, a command of CHSC, reads them one by one; a function that
 * is to go is asked for by an event, and given up by SERVICE CALL.
 *
 * None of this is in a public manual: Linux, drivers/s390/cio/chsc.c (store event
 * information), arch/s390/pci/pci_event.c, drivers/s390/char/sclp_pci.c.
 */
#ifndef ZPCI_PLUG_H
#define ZPCI_PLUG_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PCI_EVENT_CONFIGURED = 0x0301,
	PCI_EVENT_STANDBY = 0x0302,
	PCI_EVENT_REQUEST = 0x0303, /* give it up, please */
	PCI_EVENT_TAKEN = 0x0304,
	PCI_EVENT_RESERVED = 0x0308,
};

/* Response codes of STORE EVENT INFORMATION. */
enum { EVENT_STORED = 0x0001, EVENT_NONE = 0x0005 };

#define EVENT_OF_PCI	   2 /* notification type */
#define EVENT_AVAILABILITY 2 /* content codes */
#define EVENT_MORE	   0x80

struct pci_event {
	uint16_t response; /* EVENT_STORED, or the rest means nothing */
	uint8_t type;
	uint8_t flags;
	uint8_t content;
	uint32_t handle;
	uint32_t fid;
	uint16_t code;
};

/* The next event, of those that the mask selects; bit 2 from the left is that of PCI. */
#define EVENTS_OF_PCI 0x2000000000000000
struct pci_event pci_event_take(uint64_t mask);

/* Reads all events that are pending, and returns how many. */
unsigned int pci_event_drain(void);

/* By SERVICE CALL: a response code. */
enum {
	ADAPTER_DONE = 0x0020,
	ADAPTER_NOTHING_TO_DO = 0x0120,
	ADAPTER_UNKNOWN = 0x09f0,
};
uint16_t zpci_configure(uint32_t fid);
uint16_t zpci_deconfigure(uint32_t fid);

/*
 * The runner plugs in an entropy device as function fid, one at a time, or asks for it
 * back: it is there until it is given up. One that is still there when the case ends
 * goes then.
 */
void zpci_plug(uint32_t fid);
void zpci_ask_back(void);

#endif
