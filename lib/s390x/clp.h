/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CALL LOGICAL PROCESSOR, for PCI: which functions there are, what they are
 * like, and getting a handle by which the instructions of <zpci.h> reach them.
 *
 * A block holds a request and behind it the response. Both begin with their
 * length; a response code follows in the response.
 */
#ifndef CLP_H
#define CLP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACILITY_ZPCI		     69
#define FACILITY_ADAPTER_EVENTS	     71
#define FACILITY_ADAPTER_SUPPRESSION 72
#define FACILITY_ZPCI_MIO	     153

enum { CLP_LIST = 2, CLP_QUERY_FUNCTION = 3, CLP_QUERY_GROUP = 4, CLP_SET_FUNCTION = 5 };

enum {
	CLP_OK = 0x0010,
	CLP_UNKNOWN_COMMAND = 0x0020,
	CLP_BAD_FORMAT = 0x0040,
	CLP_BAD_LENGTH = 0x0050,
	CLP_BLOCK_TOO_SMALL = 0x0060,
	CLP_RESERVED_NOT_ZERO = 0x0070,
	CLP_NO_DATA = 0x0080,
	CLP_BAD_HANDLE = 0x0101,
	CLP_HANDLE_NOT_FOR_THIS = 0x0102,
	CLP_BAD_DMA_SPACES = 0x0103,
	CLP_NO_RESOURCES = 0x0104,
	CLP_ALREADY = 0x0105,
	CLP_PERMANENT_ERROR = 0x0106,
	CLP_RECOVERING = 0x0107,
	CLP_BUSY = 0x0108,
	CLP_BAD_RESUME_TOKEN = 0x010a,
	CLP_BAD_GROUP = 0x010b,
};

/* What CLP_SET_FUNCTION is to do. */
enum { CLP_ENABLE, CLP_DISABLE, CLP_ENABLE_MIO, CLP_DISABLE_MIO };

#define CLP_FORMAT 0xf0000000u /* of the word behind the header; its other bits are reserved */

struct clp_header {
	uint16_t length;
	uint16_t code; /* the command, the response code */
};

#define CLP_REQUEST_SIZE 32
#define CLP_BLOCK_SIZE	 4096
#define CLP_LARGEST	 8192 /* request and response */

struct clp_list_request {
	struct clp_header header;
	uint32_t format;
	uint64_t reserved;
	uint64_t resume;
	uint64_t reserved_18;
};

struct clp_entry {
	uint16_t device;
	uint16_t vendor;
	uint32_t configured; /* CLP_CONFIGURED */
	uint32_t fid;
	uint32_t handle;
};

#define CLP_CONFIGURED	   0x80000000u
#define CLP_HANDLE_ENABLED 0x80000000u

struct clp_list_response {
	struct clp_header header;
	uint32_t format;
	uint64_t reserved;
	uint64_t resume; /* for the next request; 0: these were the last */
	uint32_t reserved_18;
	uint16_t most; /* functions that the machine can have */
	uint8_t flags; /* CLP_UNIQUE_IDS */
	uint8_t entry_size;
	struct clp_entry entries[];
};

#define CLP_UNIQUE_IDS 0x01 /* user-defined identifiers are each used once */

/* The request of all commands but CLP_LIST: with a handle, or a group in its first word. */
struct clp_request {
	struct clp_header header;
	uint32_t format;
	uint64_t reserved;
	uint32_t subject;
	uint16_t reserved_14;
	uint8_t operation;
	uint8_t dma_spaces;
	uint64_t reserved_18;
};

#define CLP_BARS 6

struct clp_function {
	struct clp_header header;
	uint32_t format;
	uint64_t reserved;
	uint16_t virtual_function;
	uint8_t flags;
	uint8_t group;
	uint32_t fid;
	uint8_t bar_sizes[CLP_BARS]; /* as powers of two; 0: there is none */
	uint16_t channel;
	uint32_t bars[CLP_BARS]; /* little-endian, as in the configuration space */
	uint8_t path[4];
	uint16_t reserved_3c;
	uint8_t measurement_length;
	uint8_t type;
	uint64_t first_dma;
	uint64_t last_dma;
	uint32_t reserved_50[11];
	uint32_t uid;
	uint8_t utility[64];
	uint32_t reserved_c0[16];
};

struct clp_group {
	struct clp_header header;
	uint32_t format;
	uint64_t reserved;
	uint16_t interrupts; /* CLP_MOST_INTERRUPTS */
	uint8_t version;
	uint8_t flags; /* CLP_REFRESH */
	uint16_t largest_block;
	uint16_t measurement_interval; /* in milliseconds */
	uint8_t designations;	       /* CLP_REGION_THIRD */
	uint8_t reserved_19[7];
	uint64_t dma_mask;
	uint64_t message_address;
	uint64_t reserved_30[2];
};

#define CLP_MOST_INTERRUPTS 0x0fff
#define CLP_REFRESH	    0x01 /* also entries that were invalid need a refresh */
#define CLP_FRAMES	    0x02
#define CLP_RELAXED	    0x20 /* DMA without translation is allowed */
#define CLP_REGION_THIRD    0x40 /* tables may begin with a region-third table */

struct clp_set_response {
	struct clp_header header;
	uint32_t format;
	uint64_t reserved;
	uint32_t handle;
	uint32_t reserved_14;
	uint64_t reserved_18;
};

/* Once, for whatever is in the block. A trap may be probed; the condition code is CLP_TRAPPED. */
enum { CLP_DONE, CLP_CC_LENGTH = 3, CLP_TRAPPED };
unsigned int clp(void *block);

/*
 * The commands; a response code, 0 if the instruction did not complete. The
 * answer is copied.
 */
uint16_t clp_list(uint64_t resume, struct clp_list_response *answer, size_t size);
uint16_t clp_query_function(uint32_t handle, struct clp_function *answer);
uint16_t clp_query_group(uint8_t group, struct clp_group *answer);
uint16_t clp_set_function(uint32_t handle, unsigned int operation, unsigned int dma_spaces,
			  uint32_t *new_handle);

#endif
