/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DIAGNOSE X'308': a program resets its own machine, and goes on.
 */
#ifndef RESET_H
#define RESET_H

enum reset_kind {
	RESET_MODIFIED_CLEAR = 0, /* all CPUs lose their registers */
	RESET_LOAD_NORMAL = 1,	  /* the other CPUs keep most of them */
};

/*
 * To be called on the first CPU, when no other has work. The channel subsystem and
 * PCI functions are reset, other CPUs are stopped, storage stays as it is. Returns
 * with the registers and the masks of the caller, but with the control registers
 * that a case begins with.
 */
void machine_reset_all(enum reset_kind kind);

#endif
