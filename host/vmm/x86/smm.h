/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest of the scenario state_smm is moved with: COMMAND_MOVE with one of these in first.
 * For both compilers.
 */
#ifndef SMM_H
#define SMM_H

enum {
	MOVE_SMI,    /* nothing, when the VMM sends an SMI: it is pending */
	MOVE_IN_SMI, /* the handler of an SMI, in which the CPU is */
	MOVE_SMBASE, /* a handler at a place that the guest has chosen */
};

#endif
