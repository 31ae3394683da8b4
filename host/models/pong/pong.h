/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PONG model, inside. docs/pong.md tells what the device promises.
 *
 * QEMU interprets a channel program and calls command() for each command of the
 * device. One that takes its time leaves the interpreter; when its time has come,
 * the program goes on as if it were resumed. QEMU never sees an unfinished one.
 */
#ifndef MODEL_PONG_H
#define MODEL_PONG_H

#include "../../../lib/s390x/pong.h"
#include "../abi/css.h"

#define NS_PER_US 1000
#define NEVER	  INT64_MAX

enum phase {
	PHASE_IDLE,
	PHASE_PENDING, /* a start or resume function waits for its time */
	PHASE_ACTIVE,  /* a command waits for its end */
	PHASE_CHAINED, /* ... and after channel end for device end, to go on */
	PHASE_LATE,    /* channel end is presented, device end is to come */
};

enum { RECORD_SIZE = 65535 };

/* How a command ends. */
struct ending {
	uint8_t device_status, subchannel_status, late_status;
	uint8_t flags; /* of the CCW: whether and how it chains */
	uint8_t sense[PONG_SENSE_SIZE];
	uint8_t pad[4];
};

struct alert {
	int64_t due; /* NEVER: none */
	uint8_t device_status, subchannel_status;
	uint8_t sense[PONG_SENSE_SIZE];
	uint8_t pad[6];
};

struct airq {
	int64_t due; /* of the next; NEVER: none */
	uint64_t indicators, summary;
	uint32_t every_us, left, bit, bits, at, summary_bit;
	uint32_t isc, pad;
};

/* All that migrates. Fixed widths and no gaps: it goes as it stands. */
struct pong_state {
	int64_t due;	 /* of the program's next step */
	int64_t late_us; /* from channel end to device end */
	uint32_t phase;
	uint32_t late_ready; /* device end waits for the subchannel */
	uint32_t late_alert; /* ... and comes unasked: there was a start since */
	uint32_t armed;	     /* commands that behave so; skip counts first */
	uint32_t width;	     /* of the number, in digits */
	uint32_t last_residual;
	struct pong_behaviour behaviour; /* in the byte order of the host */
	struct ending ending;
	struct pong_counters counters; /* in the byte order of the host */
	struct alert alerts[PONG_SLOTS];
	struct airq airqs[PONG_SLOTS];
	uint8_t record[RECORD_SIZE];
	uint8_t pad;
};

struct pong {
	struct ccw_device ccw;
	struct qemu_timer timer;
	bool pci;     /* intermediate status that nobody has fetched, in this run of QEMU */
	bool waiting; /* something is due as soon as the subchannel is free for it */
	struct pong_state state;
};

/* device.c: the device among QEMU's devices */
void device_register(void);
void device_wake(struct pong *pong); /* when the next thing is due */
void device_wake_now(struct pong *pong);
void device_forget(struct pong *pong);

/* migrate.c */
extern const struct vmstate vmstate_pong;

/* program.c: functions of the subchannel, over time */
int program_work(struct subchannel *sch);
int program_command(struct subchannel *sch, struct ccw ccw);
void program_step(struct pong *pong, int64_t now);
void program_drop(struct pong *pong);

/* command.c: what a command does with its data */
struct result {
	int check; /* not 0: the channel found an error, end with this */
	uint16_t residual;
	bool incorrect_length;
	bool refused;	   /* before any transfer */
	uint8_t sense;	   /* byte 0; 0: all is well */
	uint8_t reason;	   /* byte 1 */
	uint8_t ccw_flags; /* of the last CCW used */
};

void command_execute(struct pong *pong, const struct ccw *ccw, uint32_t most,
		     struct result *result);
bool command_behaves(uint8_t command); /* heeds PONG_BEHAVE */

/* block.c: commands that carry a block */
void block_take(struct pong *pong, uint8_t command, const void *block, struct result *result);
uint32_t block_size(uint8_t command); /* 0: the command has none */
void block_counters(const struct pong *pong, struct pong_counters *block);

/* stream.c: data of a CCW, and of those that are chained to it */
struct stream {
	struct pong *pong;
	struct ccw ccw; /* the one in use */
};

/* Moves up to wanted bytes. 0 or what command() answers for a check. */
int stream_move(struct stream *stream, void *data, uint32_t wanted, int direction, uint32_t *moved);
uint16_t stream_residual(const struct stream *stream);

/* status.c: what the subchannel shows */
void status_end(struct pong *pong, const struct ending *ending);
void status_intermediate(struct pong *pong);
void status_check(struct pong *pong, uint8_t subchannel_status);
void status_interrupt(struct subchannel *sch);
void status_late(struct pong *pong);
bool status_alert(struct pong *pong, const struct alert *alert); /* false: not now */
/* The one interrupt that a change of status earns, around what QEMU does in between. */
struct status_before {
	bool pending, queued;
};
struct status_before status_before(struct subchannel *sch);
void status_after(struct subchannel *sch, struct status_before before);

/* alert.c and airq.c: what comes unasked; each answers when it is due next */
bool alert_add(struct pong *pong, const struct pong_alert *alert);
int64_t alert_step(struct pong *pong, int64_t now);
bool airq_add(struct pong *pong, const struct pong_interrupt *asked);
bool airq_reachable(const struct pong_interrupt *asked);
int64_t airq_step(struct pong *pong, int64_t now);

/* path.c: a channel path for each device; false if there is none left */
bool path_take(uint8_t cssid, uint8_t *path);
void path_leave(uint8_t cssid, uint8_t path);

/* fault.c: defects on request */
enum fault {
	FAULT_NONE,
	FAULT_DOUBLE_INTERRUPT,
	FAULT_LOST_INTERRUPT,
	FAULT_WRONG_ISC,
	FAULT_STALE_RESIDUAL,
	FAULT_SAME_NUMBER,
	FAULT_LOST_STATUS,
	FAULT_DOUBLE_STATUS,
	FAULT_DEAF,
	FAULT_LOST_IN_MIGRATION,
};

/* Whether this occasion shows the fault. */
bool fault(enum fault which);
/* fault=NAME[:every=N]; what is wrong with it, or NULL. */
const char *fault_choose(const char *text);

#endif
