/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PSCI: the firmware's interface for turning CPUs and the machine on and off.
 * Arm DEN0022.
 */
#ifndef PSCI_H
#define PSCI_H

#include <stdint.h>

enum {
	PSCI_VERSION = 0x84000000,
	PSCI_CPU_OFF = 0x84000002,
	PSCI_MIGRATE_INFO_TYPE = 0x84000006,
	PSCI_SYSTEM_OFF = 0x84000008,
	PSCI_SYSTEM_RESET = 0x84000009,
	PSCI_FEATURES = 0x8400000a,
};
#define PSCI_CPU_SUSPEND   0xc4000001u
#define PSCI_CPU_ON	   0xc4000003u
#define PSCI_AFFINITY_INFO 0xc4000004u

enum {
	PSCI_SUCCESS = 0,
	PSCI_NOT_SUPPORTED = -1,
	PSCI_INVALID_PARAMETERS = -2,
	PSCI_DENIED = -3,
	PSCI_ALREADY_ON = -4,
	PSCI_ON_PENDING = -5,
	PSCI_INTERNAL_FAILURE = -6,
	PSCI_NOT_PRESENT = -7,
	PSCI_DISABLED = -8,
	PSCI_INVALID_ADDRESS = -9,
};

/* AFFINITY_INFO */
enum { PSCI_IS_ON = 0, PSCI_IS_OFF = 1, PSCI_IS_ON_PENDING = 2 };

/* By HVC or SMC, as the device tree says; PSCI_NOT_SUPPORTED where there is no PSCI. */
int32_t psci_call(uint32_t function, uint64_t a, uint64_t b, uint64_t c);

/* Ends this CPU. */
void psci_cpu_off(void) __attribute__((noreturn));

#endif
