/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest of the scenario state_chips is moved with: COMMAND_MOVE with one of these in
 * first. For both compilers.
 */
#ifndef CHIPS_H
#define CHIPS_H

enum {
	MOVE_SERVICE,	/* an interrupt in service, which holds back another */
	MOVE_ONE_SHOT,	/* the APIC's timer on its way down */
	MOVE_PERIODIC,	/* the same when it begins again at the end */
	MOVE_8259,	/* requests of the 8259s, one of them in service */
	MOVE_8254,	/* the 8254, which interrupts all along */
	MOVE_8254_ONCE, /* the same when it has interrupted once, and is done */
	MOVE_CLOCK,	/* the clock that KVM keeps for its guests */
};

#endif
