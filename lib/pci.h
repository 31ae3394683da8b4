/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI: finding functions, reaching their registers, being interrupted by them.
 *
 * The first call that needs it looks at all buses. Bridges that no firmware
 * has numbered get numbers then, and registers that no firmware has placed get
 * an address; whatever has one keeps it. What a case switches on (decoding,
 * bus mastering, interrupts) is as it was again when the case ends.
 *
 * Values are in the CPU's byte order, as everywhere in configuration space the
 * function's is little-endian.
 */
#ifndef PCI_H
#define PCI_H

#include <case.h>
#include <irq.h>
#include <pci_regs.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PCI_BARS 6

struct pci_bar {
	uint64_t address; /* on the bus; 0: none */
	uint64_t size;	  /* 0: there is no such register */
	bool io;
	bool wide; /* 64 bits, takes the next register too */
	bool prefetchable;
};

struct pci_range {
	uint64_t start;
	uint64_t size; /* 0: nothing */
};

enum pci_space { PCI_SPACE_IO, PCI_SPACE_MEMORY, PCI_SPACE_HIGH, PCI_SPACES };

struct pci_function {
	uint16_t id; /* PCI_ID() */
	uint16_t vendor;
	uint16_t device;
	uint16_t class;		     /* and subclass */
	uint8_t header;		     /* PCI_HEADER_NORMAL, PCI_HEADER_BRIDGE */
	struct pci_function *bridge; /* in front of its bus; NULL on a root bus */
	struct pci_bar bars[PCI_BARS];
	struct pci_range passes[PCI_SPACES]; /* a bridge, to the bus behind it */
	char name[8];			     /* "00:1f.3" */

	/* The library's: what the case found, to be put back. */
	struct case_undo undo;
	uint16_t command;
};

#define PCI_ID(bus, slot, function) ((bus) << 8 | (slot) << 3 | (function))
#define PCI_BUS(id)		    ((unsigned int)(id) >> 8)
#define PCI_SLOT(id)		    ((id) >> 3 & 0x1f)
#define PCI_FUNCTION(id)	    ((id)&7)

unsigned int pci_count(void);
struct pci_function *pci_function(unsigned int n);

/* The nth with these numbers, from 0; NULL if there are not so many. */
struct pci_function *pci_find(uint16_t vendor, uint16_t device, unsigned int nth);

/* Configuration space: 1, 2 or 4 bytes. pci_config_read() also where no function is. */
uint32_t pci_read(struct pci_function *function, unsigned int offset, unsigned int size);
void pci_write(struct pci_function *function, unsigned int offset, unsigned int size,
	       uint32_t value);
uint32_t pci_config_read(uint16_t id, unsigned int offset, unsigned int size);

/* Offset of the next capability of this kind behind `after` (0: the first); 0 if there is none. */
unsigned int pci_capability(struct pci_function *function, unsigned int kind, unsigned int after);

/* Changes the command register until the case ends. */
void pci_command(struct pci_function *function, uint16_t set, uint16_t clear);

/* Registers of the function. They are decoded after pci_command(PCI_COMMAND_MEMORY or _IO). */
uint64_t pci_bar_read(struct pci_function *function, unsigned int bar, uint64_t offset,
		      unsigned int size);
void pci_bar_write(struct pci_function *function, unsigned int bar, uint64_t offset,
		   unsigned int size, uint64_t value);

/*
 * The address by which the function reads and writes this memory: from lib/ARCH/pci.c.
 * Until the case ends it may; without having been asked for, memory may be out of its reach.
 */
uint64_t pci_dma_address(struct pci_function *function, const volatile void *memory, size_t size);

/*
 * Interrupts go to the CPU that asks for them, and end with the case. False if
 * the function or the machine cannot do it. On s390x all messages of a function
 * go to one CPU, the last that asked for one.
 *
 * By wire (INTx), which several functions may share: a handler may be called
 * for another's interrupt.
 */
bool pci_intx(struct pci_function *function, irq_handler *handler, void *context);

/* By message: MSI with one vector, or entry n of the MSI-X table. */
bool pci_msi(struct pci_function *function, irq_handler *handler, void *context);
unsigned int pci_msix_entries(struct pci_function *function);
bool pci_msix(struct pci_function *function, unsigned int entry, irq_handler *handler,
	      void *context);
void pci_msix_mask(struct pci_function *function, unsigned int entry, bool masked);
bool pci_msix_is_pending(struct pci_function *function, unsigned int entry);

#endif
