/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Channel programs: channel-command words one after the other, and lists of
 * indirect-data addresses. A struct ccw_program or ida_list must be in storage
 * that the channel subsystem can address: below 2 GB, with format 0 below 16 MB.
 */
#ifndef CCW_H
#define CCW_H

#include <css_block.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CCW_PROGRAM_MAX 320
#define IDA_LIST_MAX	64

enum ccw_format { CCW_FORMAT_0, CCW_FORMAT_1 };

struct ccw_program {
	union {
		struct ccw0 ccw0[CCW_PROGRAM_MAX];
		struct ccw1 ccw1[CCW_PROGRAM_MAX];
	} __attribute__((aligned(8)));
	enum ccw_format format;
	unsigned int count;
	struct orb orb; /* what css_start() hands over: change it after ccw_begin() */
};

/* Forgets what was there; the ORB allows all paths and wants nothing special. */
void ccw_begin(struct ccw_program *program, enum ccw_format format);

/* Both return the number of the new word, from 0. */
unsigned int ccw_add(struct ccw_program *program, uint8_t command, uint8_t flags, uint16_t count,
		     const volatile void *data);
unsigned int ccw_tic(struct ccw_program *program, unsigned int target);

/* Of an existing word, for programs that are changed or malformed on purpose. */
void ccw_set(struct ccw_program *program, unsigned int n, uint8_t command, uint8_t flags,
	     uint16_t count, uint32_t data);
void ccw_set_flags(struct ccw_program *program, unsigned int n, uint8_t flags);

/* Where a word is; of one behind the last, where the next would be. */
uint32_t ccw_address(const struct ccw_program *program, unsigned int n);

enum ida_kind {
	IDA_31,	   /* words, blocks of 2 KB: format 1 */
	IDA_64,	   /* doublewords, blocks of 4 KB: format 2 */
	IDA_64_2K, /* doublewords, blocks of 2 KB */
};

/* The list of a CCW with CCW_IDA; its address is what the CCW has in place of data. */
struct ida_list {
	union {
		uint32_t address_31[IDA_LIST_MAX];
		uint64_t address_64[IDA_LIST_MAX];
	} __attribute__((aligned(8)));
	enum ida_kind kind;
	unsigned int count;
};

unsigned int ida_block(enum ida_kind kind);
void ida_begin(struct ida_list *list, enum ida_kind kind);
void ida_add(struct ida_list *list, uint64_t address);

/* As many words as the range needs, for data that lie in one piece. */
void ida_cover(struct ida_list *list, const volatile void *data, size_t size);

/* What the ORB must say for programs with such lists. */
void ida_allow(struct orb *orb, enum ida_kind kind);

#endif
