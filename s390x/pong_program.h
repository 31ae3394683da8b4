/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program for a PONG device whose commands take their time, and the status that comes of it.
 */
#ifndef PONG_PROGRAM_H
#define PONG_PROGRAM_H

#include <css_io.h>
#include <pong_io.h>
#include <test.h>

#define ISC  3
#define ENDS (DEVICE_CHANNEL_END | DEVICE_END)
#define DONE (STCTL_PRIMARY | STCTL_SECONDARY | STCTL_PENDING)

static struct ccw_program program;
static struct irb irb;
static uint8_t data[64];

static void wait_command(uint8_t flags)
{
	ccw_add(&program, PONG_WAIT, CCW_SUPPRESS_LENGTH | flags, 1, data);
}

/* Polling may leave interruptions behind whose status is gone. */
static void listen(struct subchannel *sch)
{
	css_drain(CSS_SUBCLASS_BIT(ISC));
	css_listen(sch);
}

static void check_irb(uint8_t device, uint8_t subchannel, unsigned int stctl)
{
	CHECK_EQ(irb.scsw.device_status, device);
	CHECK_EQ(irb.scsw.subchannel_status, subchannel);
	CHECK_EQ(irb.scsw.stctl, stctl);
}

#endif
