/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGNAL PROCESSOR: what one CPU can order another to do.
 */
#ifndef SIGP_H
#define SIGP_H

#include <stdint.h>

enum {
	SIGP_SENSE = 0x01,
	SIGP_EXTERNAL_CALL = 0x02,
	SIGP_EMERGENCY_SIGNAL = 0x03,
	SIGP_START = 0x04,
	SIGP_STOP = 0x05,
	SIGP_RESTART = 0x06,
	SIGP_STOP_AND_STORE_STATUS = 0x09,
	SIGP_INITIAL_CPU_RESET = 0x0b,
	SIGP_CPU_RESET = 0x0c,
	SIGP_SET_PREFIX = 0x0d,
	SIGP_STORE_STATUS_AT_ADDRESS = 0x0e,
	SIGP_SET_ARCHITECTURE = 0x12,
	SIGP_CONDITIONAL_EMERGENCY_SIGNAL = 0x13,
	SIGP_SENSE_RUNNING_STATUS = 0x15,
	SIGP_STORE_ADDITIONAL_STATUS = 0x17,
};

/* Condition codes. */
enum { SIGP_ACCEPTED, SIGP_STATUS_STORED, SIGP_BUSY, SIGP_NOT_OPERATIONAL };

/* Status bits. */
enum {
	SIGP_INVALID_ORDER = 0x02,
	SIGP_STOPPED = 0x40,
	SIGP_EXTERNAL_CALL_PENDING = 0x80,
	SIGP_INVALID_PARAMETER = 0x100,
	SIGP_INCORRECT_STATE = 0x200,
	SIGP_NOT_RUNNING = 0x400,
};

/* Once; the status is written if the condition code says so. */
static inline unsigned int sigp(uint16_t cpu, unsigned int order, uint64_t parameter,
				uint32_t *status)
{
	register uint64_t status_register __asm__("r2") = 0;
	register uint64_t parameter_register __asm__("r3") = parameter;
	unsigned int cc;

	__asm__ volatile("	sigp	%1,%3,0(%4)\n"
			 "	ipm	%0\n"
			 "	srl	%0,28"
			 : "=&d"(cc), "+d"(status_register)
			 : "d"(parameter_register), "d"(cpu), "a"(order)
			 : "cc", "memory");
	if (status && cc == SIGP_STATUS_STORED)
		*status = status_register;
	return cc;
}

/* Again until the CPU is no longer busy with another order. */
static inline unsigned int sigp_wait(uint16_t cpu, unsigned int order, uint64_t parameter,
				     uint32_t *status)
{
	unsigned int cc;

	do
		cc = sigp(cpu, order, parameter, status);
	while (cc == SIGP_BUSY);
	return cc;
}

#endif
