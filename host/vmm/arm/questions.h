/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the scenario vcpu_init asks its guest, by COMMAND_ASK with the question in first. The
 * answer is the result of the command. For both compilers.
 */
#ifndef QUESTIONS_H
#define QUESTIONS_H

#include <stdint.h>

enum {
	ASK_PMU_VERSION, /* what ID registers say */
	ASK_PMU_CYCLES,	 /* counted in a short loop */
	ASK_SVE_FIELD,
	ASK_SVE_BYTES,	   /* in a vector */
	ASK_PAUTH_FIELDS,  /* those for addresses, and 16 bits to the left those for data */
	ASK_PAUTH_ADDRESS, /* how many of 16 signatures change their pointer */
	ASK_PAUTH_DATA,	   /* how many of 16 are not zero */
	ASK_PSCI_VERSION,
};

/* The answer where the instruction is undefined. */
#define ANSWER_UNDEFINED UINT64_MAX

#endif
