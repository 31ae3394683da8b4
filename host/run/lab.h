/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Labs: emulated machines with a Linux that has KVM, in which guests run.
 *
 * A lab is booted when a guest needs one and no other has room, and stays up
 * for the guests that follow. An agent inside starts what it is told to; a
 * guest is connected through it as through pipes. When a lab ends, whatever
 * the reason, so do the guests in it, and the next one gets another lab.
 */
#ifndef LAB_H
#define LAB_H

#include "../labs/wire/wire.h"
#include "lab_kind.h"
#include "log.h"
#include "patience.h"
#include "stream.h"
#include "vm.h"

struct lab;

struct lab_guest {
	struct lab_kind *kind;
	struct lab *lab; /* NULL: there will be none */
	struct vm *vm;	 /* NULL: nobody wants to know any more */
	unsigned int channel;
	unsigned int cpus;
	unsigned int flags; /* of WIRE_START */
	struct words argv;
	struct buf early; /* input for it before it has begun */
	bool early_end;
	bool begun;
	struct timer limit; /* until it must be dead */
	struct lab_guest *next;
};

struct lab {
	struct lab_kind *kind;
	struct vm machine; /* the emulator */
	struct wire_reader reader;
	unsigned int sequence, channel; /* the last ones */
	bool up;			/* the agent has said hello */
	bool rests;			/* its emulator is stopped */
	char *why;			/* we ended it; NULL: we did not */
	char *panic;			/* why it ended itself; NULL: it did not */
	struct stream text;		/* what it says outside of frames */
	struct log log;
	struct patience limit; /* for the next sign of life */
	struct lab_guest *guests;
	struct lab *next;
};

/* In this lab, or if there is none in one that has room, or in a new one. 0 or an errno. */
int lab_begin(struct lab_guest *guest, struct lab *chosen);
void lab_send(struct lab *lab, enum wire_type type, unsigned int channel, unsigned int stream,
	      const void *data, size_t size);
/* Stops the emulator where that is wanted while there is no guest, or lets it go on. */
void lab_rest(struct lab *lab);
/* Ends the lab at once, and with it its guests. */
void lab_end(struct lab *lab, const char *format, ...) PRINTF(2, 3);
/* Ends all: nobody needs them any more. */
void labs_stop(void);

/* What frames mean for guests: in lab_guest.c. */
void lab_guest_launch(struct lab_guest *guest);
void lab_guest_frame(struct lab_guest *guest, const struct wire_frame *frame);
void lab_guest_log(struct lab_guest *guest, const char *line, bool complaint);
/* It is over: calls back and frees it. */
void lab_guest_over(struct lab_guest *guest, int status, const char *fate);

/* What is to be started: any program of the lab, as a guest with so many CPUs. */
struct lab_order {
	const struct words *argv;
	unsigned int flags; /* of WIRE_START */
	unsigned int cpus;
	struct vm *beside; /* in the same lab as this one; NULL: in any */
};

int lab_start(struct vm *vm, struct lab_kind *kind, const struct lab_order *order);
void lab_guest_end_input(struct vm *vm);

extern const struct remote lab_remote;

#endif
