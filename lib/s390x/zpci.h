/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI by instructions: loads and stores to the registers of a function, and
 * what the machine keeps for it: where DMA goes, and how it interrupts.
 *
 * Each wrapper executes its instruction once and returns the condition code.
 * Where that is ZPCI_REFUSED the status tells why. A trap may be probed, the
 * condition code is ZPCI_TRAPPED then.
 *
 * Data is passed as the bytes of the function: what the function calls a
 * little-endian number must be swapped.
 */
#ifndef ZPCI_H
#define ZPCI_H

#include <clp.h>
#include <stdbool.h>
#include <stdint.h>

enum { ZPCI_DONE, ZPCI_REFUSED, ZPCI_BUSY, ZPCI_BAD_HANDLE, ZPCI_TRAPPED };

/* Address spaces of a load or store: 0 to 5 are those of the BARs. */
#define ZPCI_CONFIGURATION 15

/* Status of loads and stores. */
enum {
	ZPCI_NOT_ENABLED = 4,
	ZPCI_IN_ERROR = 8,
	ZPCI_BLOCKED = 12,
	ZPCI_BAD_SPACE = 20,
	ZPCI_BAD_SECOND_SPACE = 36,
};

/* Status of the others. */
enum {
	ZPCI_NOT_AVAILABLE = 4,
	ZPCI_NO_ROOM = 16,
	ZPCI_SEQUENCE = 24,
	ZPCI_BAD_DMA_SPACE = 28,
	ZPCI_BAD_FRAME = 32,
	ZPCI_RECOVERY = 40,
};

/* The first operand: the function, an address space or a DMA space, a length or an operation. */
static inline uint64_t zpci_operand(uint32_t handle, unsigned int space, unsigned int low)
{
	return (uint64_t)handle << 32 | (uint64_t)space << 16 | low;
}

/* zpci_operand(handle, address space, length) */
unsigned int zpci_load(uint64_t operand, uint64_t offset, uint64_t *data, uint8_t *status);
unsigned int zpci_store(uint64_t operand, uint64_t offset, uint64_t data, uint8_t *status);
unsigned int zpci_store_block(uint64_t operand, uint64_t offset, const void *data, uint8_t *status);

/* Tells that entries of the translation tables for these DMA addresses were changed. */
unsigned int zpci_refresh(uint32_t handle, uint64_t start, uint64_t size, uint8_t *status);

/* The function-information block. */
struct zpci_fib {
	uint8_t format;
	uint8_t reserved[7];
	uint8_t flags;
	uint8_t reserved_9[7];
	uint64_t first_dma;
	uint64_t last_dma;
	uint64_t anchor; /* of the translation tables */
	uint32_t interrupts;
	uint32_t reserved_2c;
	uint64_t vector;      /* where messages set their bits */
	uint64_t summary;     /* where they set one for the function */
	uint64_t measurement; /* address and key */
	uint32_t reserved_48;
	uint32_t guest;
} __attribute__((aligned(8)));

/* Flags that are stored. */
#define ZPCI_FIB_ENABLED    0x80
#define ZPCI_FIB_ERROR	    0x40 /* DMA and interrupts are ignored */
#define ZPCI_FIB_BLOCKED    0x20 /* loads and stores are refused */
#define ZPCI_FIB_TRANSLATES 0x10

#define ZPCI_FIB_ISC	     0x70000000u
#define ZPCI_FIB_MESSAGES    0x0fff0000u
#define ZPCI_FIB_VECTOR_BIT  0x00003f00u
#define ZPCI_FIB_SUMMARIZE   0x00000080u
#define ZPCI_FIB_SUMMARY_BIT 0x0000003fu

enum zpci_operation {
	ZPCI_REGISTER_INTERRUPTS = 2,
	ZPCI_UNREGISTER_INTERRUPTS = 3,
	ZPCI_REGISTER_TRANSLATION = 4,
	ZPCI_UNREGISTER_TRANSLATION = 5,
	ZPCI_REREGISTER_TRANSLATION = 6,
	ZPCI_RESET_ERROR = 7,
	ZPCI_RESET_BLOCKED = 9,
	ZPCI_SET_MEASUREMENT = 10,
};

/* zpci_operand(handle, DMA space, operation) */
unsigned int zpci_modify(uint64_t operand, const struct zpci_fib *fib, uint8_t *status);
unsigned int zpci_store_controls(uint64_t operand, struct zpci_fib *fib, uint8_t *status);

/* SET INTERRUPTION CONTROLS: how adapter interrupts of a subclass are suppressed. */
enum sic_mode { SIC_ALL = 0, SIC_SINGLE = 1 };
enum { SIC_DONE, SIC_TRAPPED };
unsigned int zpci_set_interruptions(uint64_t mode, unsigned int isc);

/* A function that the machine lists, as it was when it was last looked at. */
struct zpci {
	struct clp_entry entry;
	uint32_t handle;
	struct clp_function about;
	struct clp_group group;
};

/* Looks once, in the order of the list; NULL behind the last. */
struct zpci *zpci_function(unsigned int n);

/* As the machine lists it now; false if it does not. */
bool zpci_list(uint32_t fid, struct clp_entry *entry);

/* From any state: resets the function, and enables it with no translation, no interrupts. */
bool zpci_enable(struct zpci *function);
bool zpci_disable(struct zpci *function);

#endif
