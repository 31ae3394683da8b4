/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For tests of malformed channel programs: SENSE ID, the wrong word, SENSE ID. The
 * first must have stored something and the last nothing.
 */
#ifndef CCW_WRONG_H
#define CCW_WRONG_H

#include <alloc.h>
#include <css.h>
#include <css_io.h>
#include <css_print.h>
#include <string.h>
#include <test.h>

#define PoP	      "Principles of Operation, "
#define PROGRAM_CHECK PoP "Program Check"

/* An address that every channel program can express, behind the storage of this machine. */
#define NO_STORAGE 0x7ff00000u
#define LEFT_BIT   0x80000000u
#define END_OF_16M 0x01000000u

static struct ccw_program program;
static struct irb irb;
static uint8_t before[256], after[256];
static uint8_t data[2 * PAGE_SIZE] __attribute__((aligned(4096)));

static inline void begin(enum ccw_format format)
{
	memset(before, 0, sizeof(before));
	memset(after, 0, sizeof(after));
	ccw_begin(&program, format);
	ccw_add(&program, CCW_SENSE_ID, CCW_CHAIN_COMMAND | CCW_SUPPRESS_LENGTH, sizeof(before),
		before);
}

static inline struct subchannel *device(void)
{
	REQUIRE(css_scan(), "no subchannel with a device");
	css_open(css_nth(0), 3);
	return css_nth(0);
}

static inline void run(void)
{
	ccw_add(&program, CCW_SENSE_ID, CCW_SUPPRESS_LENGTH, sizeof(after), after);
	REQUIRE(css_run(device(), &program, &irb));
}

#define CHECK_HERE_OR_PRINT(condition)               \
	do {                                         \
		bool good_ = (condition);            \
		if (!good_) {                        \
			css_print_program(&program); \
			css_print_irb(&irb);         \
		}                                    \
		CHECK(good_, #condition);            \
	} while (0)

/* Runs what was built; the word with this number is the wrong one. */
static inline void check_program_check(unsigned int wrong)
{
	run();
	CHECK_HERE_OR_PRINT(irb.scsw.subchannel_status == SUBCHANNEL_PROGRAM_CHECK);
	CHECK_HERE_OR_PRINT(irb.scsw.ccw_address == ccw_address(&program, wrong + 1));
	CHECK_EQ(irb.scsw.deferred_cc, 0);
	CHECK(irb.scsw.stctl & STCTL_ALERT);
	CHECK(irb.scsw.stctl & STCTL_PRIMARY);
	CHECK_EQ(before[0], 0xff);
	CHECK_EQ(after[0], 0);
}

static inline void check_good(void)
{
	run();
	CHECK_ENDED_WELL(&program, &irb);
	CHECK_EQ(before[0], 0xff);
	CHECK_EQ(after[0], 0xff);
}

/* One more word, chained to the one behind it. */
static inline unsigned int add(uint8_t command, uint8_t flags, uint16_t count, uint32_t address)
{
	unsigned int n = ccw_add(&program, command, 0, count, data);

	ccw_set(&program, n, command, flags | CCW_CHAIN_COMMAND | CCW_SUPPRESS_LENGTH, count,
		address);
	return n;
}

static inline unsigned int add_raw(uint8_t command, uint8_t flags, uint16_t count, uint32_t address)
{
	unsigned int n = ccw_add(&program, command, 0, count, data);

	ccw_set(&program, n, command, flags, count, address);
	return n;
}

static inline uint32_t address_of(const void *at)
{
	return (uintptr_t)at;
}

#endif
