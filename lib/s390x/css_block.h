/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The blocks that the program and the channel subsystem hand to each other, as
 * they lie in storage. The first bit-field of a word is its leftmost bit.
 *
 * Principles of Operation, chapters I/O Instructions, Basic I/O Functions, and
 * I/O Interruptions.
 */
#ifndef CSS_BLOCK_H
#define CSS_BLOCK_H

#include <stdint.h>

/* The subsystem-identification word, in the right half of general register 1. */
#define SID_ONE		 0x00010000u
#define SID_SET_SHIFT	 17
#define SID_SET		 0x00060000u
#define SID_CSSID_IN_USE 0x00080000u /* bit m: the identification of the image counts */
#define SID_CSSID	 0xff000000u
#define SID(set, number) (SID_ONE | (uint32_t)(set) << SID_SET_SHIFT | (number))

#define SUBCHANNEL_SETS	   4
#define SUBCHANNELS_OF_SET 0x10000

/* Path-management-control word. */
struct pmcw {
	uint32_t parameter;
	uint32_t reserved_0: 2;
	uint32_t isc: 3;
	uint32_t reserved_5: 3;
	uint32_t enabled: 1;
	uint32_t limit_mode: 2; /* both bits are one in no valid operand */
	uint32_t measurement_block: 1;
	uint32_t connect_time: 1;
	uint32_t multipath: 1;
	uint32_t timing: 1;
	uint32_t device_valid: 1;
	uint32_t device: 16;
	uint8_t lpm;  /* logical paths */
	uint8_t pnom; /* paths not operational */
	uint8_t lpum; /* last path used */
	uint8_t pim;  /* paths installed */
	uint16_t measurement_index;
	uint8_t pom; /* paths operational */
	uint8_t pam; /* paths available */
	uint8_t chpid[8];
	uint32_t reserved_6: 8;
	uint32_t type: 3;
	uint32_t reserved_6_11: 18;
	uint32_t measurement_format_1: 1;
	uint32_t measurement_word: 1;
	uint32_t concurrent_sense: 1;
};

/* Function control, activity control and status control of the subchannel-status word. */
enum { FCTL_START = 4, FCTL_HALT = 2, FCTL_CLEAR = 1 };

enum {
	ACTL_RESUME_PENDING = 0x40,
	ACTL_START_PENDING = 0x20,
	ACTL_HALT_PENDING = 0x10,
	ACTL_CLEAR_PENDING = 0x08,
	ACTL_SUBCHANNEL_ACTIVE = 0x04,
	ACTL_DEVICE_ACTIVE = 0x02,
	ACTL_SUSPENDED = 0x01,
};

enum {
	STCTL_ALERT = 0x10,
	STCTL_INTERMEDIATE = 0x08,
	STCTL_PRIMARY = 0x04,
	STCTL_SECONDARY = 0x02,
	STCTL_PENDING = 0x01,
};

enum {
	DEVICE_ATTENTION = 0x80,
	DEVICE_STATUS_MODIFIER = 0x40,
	DEVICE_CONTROL_UNIT_END = 0x20,
	DEVICE_BUSY = 0x10,
	DEVICE_CHANNEL_END = 0x08,
	DEVICE_END = 0x04,
	DEVICE_UNIT_CHECK = 0x02,
	DEVICE_UNIT_EXCEPTION = 0x01,
};

enum {
	SUBCHANNEL_PCI = 0x80,
	SUBCHANNEL_INCORRECT_LENGTH = 0x40,
	SUBCHANNEL_PROGRAM_CHECK = 0x20,
	SUBCHANNEL_PROTECTION_CHECK = 0x10,
	SUBCHANNEL_DATA_CHECK = 0x08,
	SUBCHANNEL_CONTROL_CHECK = 0x04,
	SUBCHANNEL_INTERFACE_CHECK = 0x02,
	SUBCHANNEL_CHAINING_CHECK = 0x01,
};

/* Subchannel-status word, command mode. */
struct scsw {
	uint32_t key: 4;
	uint32_t suspend_control: 1;
	uint32_t esw_format: 1; /* the ESW has format 0 */
	uint32_t deferred_cc: 2;
	uint32_t format_1: 1;
	uint32_t prefetch: 1;
	uint32_t initial_status: 1;
	uint32_t address_limit: 1;
	uint32_t suppress_suspended: 1;
	uint32_t zero_cc: 1;
	uint32_t extended_control: 1; /* the ECW holds something */
	uint32_t path_not_operational: 1;
	uint32_t reserved_16: 1;
	uint32_t fctl: 3;
	uint32_t actl: 7;
	uint32_t stctl: 5;
	uint32_t ccw_address;
	uint8_t device_status;
	uint8_t subchannel_status;
	uint16_t count; /* residual */
};

/* Subchannel-information block. */
struct schib {
	struct pmcw pmcw;
	struct scsw scsw;
	uint32_t measurement_address[2];
	uint32_t model_dependent;
};

/* Operation-request block. */
struct orb {
	uint32_t parameter;
	uint32_t key: 4;
	uint32_t suspend_control: 1;
	uint32_t streaming: 1;
	uint32_t modification: 1;
	uint32_t synchronize: 1;
	uint32_t format_1: 1;
	uint32_t prefetch: 1;
	uint32_t initial_status: 1;
	uint32_t address_limit: 1;
	uint32_t suppress_suspended: 1;
	uint32_t transport: 1;
	uint32_t idaw_2: 1;
	uint32_t idaw_2k: 1;
	uint32_t lpm: 8;
	uint32_t incorrect_length_suppression: 1;
	uint32_t midaw: 1;
	uint32_t reserved_26: 5;
	uint32_t extension: 1;
	uint32_t program;
	uint8_t css_priority;
	uint8_t reserved_3_8;
	uint8_t cu_priority;
	uint8_t reserved_3_24;
	uint32_t reserved_4[4];
};

/* Channel-command words of format 0 and 1. */
struct ccw0 {
	uint32_t command: 8;
	uint32_t data: 24;
	uint8_t flags;
	uint8_t ignored;
	uint16_t count;
};

struct ccw1 {
	uint8_t command;
	uint8_t flags;
	uint16_t count;
	uint32_t data;
};

enum {
	CCW_CHAIN_DATA = 0x80,
	CCW_CHAIN_COMMAND = 0x40,
	CCW_SUPPRESS_LENGTH = 0x20,
	CCW_SKIP = 0x10,
	CCW_PCI = 0x08,
	CCW_IDA = 0x04,
	CCW_SUSPEND = 0x02,
	CCW_MIDA = 0x01,
};

/* Commands that every device knows; a TIC is one of the channel subsystem. */
enum {
	CCW_BASIC_SENSE = 0x04,
	CCW_NOP = 0x03,
	CCW_SENSE_ID = 0xe4,
	CCW_TIC = 0x08,
};

/* The first word of an extended-status word of format 0, and what all formats share. */
struct subchannel_logout {
	uint32_t reserved_0: 1;
	uint32_t extended_flags: 7;
	uint32_t lpum: 8;
	uint32_t ancillary_report: 1;
	uint32_t field_validity: 5;
	uint32_t storage_access: 2;
	uint32_t termination: 2;
	uint32_t device_status_check: 1;
	uint32_t secondary_error: 1;
	uint32_t alert: 1;
	uint32_t sequence: 3;
};

/* Extended-report word. */
struct erw {
	uint32_t reserved_0: 1;
	uint32_t request_logging: 1;
	uint32_t logout_pending: 1;
	uint32_t authorization_check: 1;
	uint32_t path_verification: 1;
	uint32_t path_timeout: 1;
	uint32_t failing_storage_valid: 1;
	uint32_t concurrent_sense: 1;
	uint32_t secondary_ccw_valid: 1;
	uint32_t failing_storage_format_2: 1;
	uint32_t sense_count: 6;
	uint32_t reserved_16: 16;
};

struct esw {
	struct subchannel_logout logout;
	struct erw erw;
	uint32_t failing_storage[2];
	uint32_t secondary_ccw;
};

#define SENSE_BYTES 32

/* The first byte of sense. */
enum {
	SENSE_COMMAND_REJECT = 0x80,
	SENSE_INTERVENTION_REQUIRED = 0x40,
	SENSE_BUS_OUT_CHECK = 0x20,
	SENSE_EQUIPMENT_CHECK = 0x10,
	SENSE_DATA_CHECK = 0x08,
	SENSE_OVERRUN = 0x04,
};

/* Interruption-response block. */
struct irb {
	struct scsw scsw;
	struct esw esw;
	uint8_t sense[SENSE_BYTES]; /* the extended-control word */
	uint32_t measurement[8];    /* stored only where the facility is installed */
};

/* What SENSE ID reads; behind the first eight bytes stand command information words. */
struct sense_id {
	uint8_t always_ff;
	uint16_t cu_type;
	uint8_t cu_model;
	uint16_t device_type;
	uint8_t device_model;
	uint8_t reserved;
	uint8_t information[248];
} __attribute__((packed));

/* I/O-interruption code; TEST PENDING INTERRUPTION stores the last word only into the lowcore. */
struct io_code {
	uint32_t sid;
	uint32_t parameter;
};

/* Channel-report word. */
struct crw {
	uint32_t reserved_0: 1;
	uint32_t solicited: 1;
	uint32_t overflow: 1;
	uint32_t chained: 1;
	uint32_t source: 4;
	uint32_t ancillary: 1;
	uint32_t reserved_9: 1;
	uint32_t recovery: 6;
	uint32_t id: 16;
};

enum {
	CRW_SUBCHANNEL = 3,
	CRW_CHANNEL_PATH = 4,
	CRW_CONFIGURATION_ALERT = 9,
	CRW_CHANNEL_SUBSYSTEM = 11,
};

enum {
	CRW_EVENT_PENDING = 0,
	CRW_AVAILABLE = 1,
	CRW_INITIALIZED = 2,
	CRW_TEMPORARY_ERROR = 3,
	CRW_PARAMETERS_INITIALIZED = 4,
	CRW_TERMINAL = 5,
	CRW_NOT_INITIALIZED = 6,
	CRW_PERMANENT_ERROR = 7,
	CRW_PARAMETERS_MODIFIED = 8,
	CRW_PARAMETERS_RESTORED = 10,
};

_Static_assert(sizeof(struct pmcw) == 28, "seven words");
_Static_assert(sizeof(struct scsw) == 12, "three words");
_Static_assert(sizeof(struct schib) == 52, "thirteen words");
_Static_assert(sizeof(struct orb) == 32, "eight words");
_Static_assert(sizeof(struct ccw0) == 8 && sizeof(struct ccw1) == 8, "a doubleword");
_Static_assert(sizeof(struct esw) == 20, "five words");
_Static_assert(sizeof(struct irb) == 96, "twenty-four words");
_Static_assert(sizeof(struct sense_id) == 256, "at most 256 bytes");
_Static_assert(sizeof(struct crw) == 4, "a word");

#endif
