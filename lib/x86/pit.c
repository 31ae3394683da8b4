/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>
#include "io.h"
#include "pit.h"

#define CHANNEL_0 0x40
#define COMMAND	  0x43

/* Of a command: the channel is 0, and its count is read and written low byte first. */
#define MODE_ONCE   0x30 /* counts down once */
#define MODE_PERIOD 0x34 /* begins again at the end */
#define LATCH	    0x00
#define READ_STATUS 0xe2

#define STATUS_OUT  0x80
#define STATUS_MODE 0x3f

static void set_count(uint16_t count)
{
	out8(CHANNEL_0, count & 0xff);
	out8(CHANNEL_0, count >> 8);
}

static uint8_t status(void)
{
	out8(COMMAND, READ_STATUS);
	return in8(CHANNEL_0);
}

bool pit_begin(uint64_t ns)
{
	out8(COMMAND, MODE_ONCE);
	if ((status() & STATUS_MODE) != MODE_ONCE)
		return false;
	set_count(ns * PIT_HZ / NS_PER_S);
	return true;
}

void pit_end(void)
{
	while (!(status() & STATUS_OUT))
		;
}

bool pit_run(void)
{
	out8(COMMAND, MODE_PERIOD);
	set_count(0); /* the longest period */
	return (status() & STATUS_MODE) == MODE_PERIOD;
}

uint64_t pit_ticks(void)
{
	uint16_t left;

	out8(COMMAND, LATCH);
	left = in8(CHANNEL_0);
	left |= in8(CHANNEL_0) << 8;
	return (uint16_t)-left;
}
