/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PONG: a channel device that is made for tests. It answers a number with the
 * number plus one, and does on request what a well-behaved device does rarely or
 * never. What each command does stands in docs/pong.md; this is the one definition
 * that guests and the model in host/models/pong share.
 *
 * Numbers in blocks have the byte order of the guest: the most significant first.
 */
#ifndef PONG_H
#define PONG_H

#include <stdint.h>

/* What SENSE ID tells. */
#define PONG_CU_TYPE   0xc0ca
#define PONG_CU_MODEL  0x03
#define PONG_DEV_TYPE  0xba11
#define PONG_DEV_MODEL 0x05

/* Commands. NO-OPERATION, SENSE, SENSE ID and TRANSFER IN CHANNEL are as everywhere. */
enum {
	PONG_WRITE = 0x21,     /* takes a number of at most PONG_DIGITS digits */
	PONG_READ = 0x22,      /* gives that number plus one */
	PONG_FORGET = 0x23,    /* control: back to the state after a reset */
	PONG_BEHAVE = 0x25,    /* takes a struct pong_behaviour for what follows */
	PONG_COUNTERS = 0x26,  /* gives a struct pong_counters */
	PONG_WAIT = 0x27,      /* control: does nothing, as long as it is told to */
	PONG_ALERT = 0x29,     /* takes a struct pong_alert: status that nobody asked for */
	PONG_INTERRUPT = 0x2d, /* takes a struct pong_interrupt: adapter interrupts */
	PONG_STORE = 0x31,     /* takes a record of any length */
	PONG_FETCH = 0x32,     /* gives the record back */
};

#define PONG_DIGITS 9
#define PONG_MOST   999999999

/* A time in microseconds that never ends. */
#define PONG_FOREVER 0xffffffffu

/* Device status. */
enum {
	PONG_ATTENTION = 0x80,
	PONG_STATUS_MODIFIER = 0x40,
	PONG_CONTROL_UNIT_END = 0x20,
	PONG_BUSY = 0x10,
	PONG_CHANNEL_END = 0x08,
	PONG_DEVICE_END = 0x04,
	PONG_UNIT_CHECK = 0x02,
	PONG_UNIT_EXCEPTION = 0x01,
};

/* Sense byte 0; further bits can be asked for with PONG_BEHAVE and PONG_ALERT. */
enum {
	PONG_COMMAND_REJECT = 0x80,
	PONG_INTERVENTION_REQUIRED = 0x40,
	PONG_BUS_OUT_CHECK = 0x20,
	PONG_EQUIPMENT_CHECK = 0x10,
	PONG_DATA_CHECK = 0x08,
	PONG_OVERRUN = 0x04,
};

/* Sense byte 1: why the device itself found something wrong. */
enum {
	PONG_NO_REASON,
	PONG_NO_NUMBER, /* WRITE: nothing, or something that is no digit */
	PONG_TOO_LONG,	/* WRITE: more than PONG_DIGITS digits */
	PONG_OVERFLOW,	/* READ: PONG_MOST plus one has too many digits */
	PONG_BAD_BLOCK, /* a block that is too short, or asks for what there is not */
	PONG_NO_SLOT,	/* as many requests under way as the device can keep */
	PONG_UNKNOWN,	/* no such command */
};

#define PONG_SENSE_SIZE 32 /* byte 2 is the command that was wrong */

/* How the next commands end. WRITE, READ, STORE, FETCH and WAIT heed it. */
struct pong_behaviour {
	uint16_t flags;	       /* PONG_SET_...: which of the fields hold */
	uint8_t skip;	       /* so many commands behave as usual before */
	uint8_t repeat;	       /* so many commands do as this says; 0 is the same as 1 */
	uint32_t start_us;     /* start and resume functions stay pending so long; see flags */
	uint32_t active_us;    /* subchannel and device are active so long */
	uint32_t device_us;    /* with PONG_SET_SPLIT: device active so long after channel end */
	uint8_t device_status; /* with PONG_SET_STATUS: instead of channel and device end */
	uint8_t subchannel_status; /* with PONG_SET_STATUS: these bits too, but for PCI */
	uint8_t late_status;	   /* with PONG_SET_SPLIT: instead of device end; 0: device end */
	uint8_t reserved;
	uint16_t take;			/* with PONG_SET_TAKE: transfers at most so many bytes */
	uint16_t residual;		/* with PONG_SET_RESIDUAL: the count that is reported */
	uint8_t sense[PONG_SENSE_SIZE]; /* with a unit check: the sense data */
};

enum {
	PONG_SET_START = 0x8000,    /* start_us: of the next start or resume function, once */
	PONG_SET_ACTIVE = 0x4000,   /* active_us */
	PONG_SET_STATUS = 0x2000,   /* device_status, subchannel_status, sense */
	PONG_SET_SPLIT = 0x1000,    /* channel end first; device_us, late_status */
	PONG_SET_TAKE = 0x0800,	    /* take */
	PONG_SET_RESIDUAL = 0x0400, /* residual */
	PONG_SET_KNOWN = 0xfc00,
};

/* Status without a start function, as soon as the subchannel can take it. */
struct pong_alert {
	uint8_t device_status;
	uint8_t subchannel_status;
	uint16_t reserved;
	uint32_t after_us;
	uint8_t sense[PONG_SENSE_SIZE];
};

/*
 * Adapter interrupts: count times, each sets the next indicator bit, then the summary
 * bit, then interrupts. Bits of an area count from the left of its first byte.
 */
struct pong_interrupt {
	uint8_t isc;
	uint8_t reserved[3];
	uint32_t count;
	uint32_t after_us;   /* the first */
	uint32_t every_us;   /* each further one after the one before */
	uint64_t indicators; /* absolute address of the area; 0: none */
	uint64_t summary;    /* absolute address of the area; 0: none */
	uint32_t bit;	     /* of the first interrupt */
	uint32_t bits;	     /* then the next, and after so many the first again; 0 is 1 */
	uint32_t summary_bit;
	uint32_t reserved2;
};

/* So many requests of each kind can be under way. */
#define PONG_SLOTS 16

/* What the device has seen since the last reset or PONG_FORGET. */
struct pong_counters {
	uint32_t starts;  /* start functions, the one that reads this included */
	uint32_t resumes; /* resume functions */
	uint32_t halts;
	uint32_t clears;
	uint32_t commands; /* but for NO-OPERATION, SENSE, SENSE ID; with this one */
	uint32_t ended;	   /* start functions that ended with status of the device's own */
	uint32_t alerts_asked;
	uint32_t alerts_given;
	uint32_t interrupts_asked; /* adapter interrupts */
	uint32_t interrupts_given;
	uint32_t intermediate; /* PCI flags that were met */
	uint32_t flags;	       /* PONG_IS_...: at this moment */
	uint32_t number;       /* as WRITE took it */
	uint32_t record;       /* length of the record */
	uint64_t bytes_out;    /* from the guest, by WRITE and STORE */
	uint64_t bytes_in;     /* to the guest, by READ and FETCH */
	uint32_t last_address; /* of the command before this one */
	uint32_t last_data;    /* its data address */
	uint8_t last_command;
	uint8_t last_flags;
	uint16_t last_count;
	uint32_t reserved;
};

enum {
	PONG_IS_ARMED = 0x80000000u,	    /* a behaviour waits for its command */
	PONG_IS_ALERTING = 0x40000000u,	    /* status waits for its time or the subchannel */
	PONG_IS_INTERRUPTING = 0x20000000u, /* adapter interrupts are to come */
};

#endif
