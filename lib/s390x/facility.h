/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the machine says of itself: STORE FACILITY LIST (EXTENDED) and STORE
 * SYSTEM INFORMATION. What a facility is needed for is asked of has_facility()
 * in <lowcore.h>.
 *
 * A trap of these may be probed; the condition code is FACILITY_TRAPPED then.
 */
#ifndef FACILITY_H
#define FACILITY_H

#include <lowcore.h>
#include <stdint.h>

enum { FACILITY_DONE, FACILITY_MORE = 3, FACILITY_TRAPPED };

#define FACILITY_Z_INSTALLED 1
#define FACILITY_Z_ACTIVE    2
#define FACILITY_STFLE	     7

/* Into a list with room for so many doublewords; how many there are. */
unsigned int facility_stfle(uint64_t *list, unsigned int doublewords, unsigned int *available);

/* The first 32 facilities, as the lowcore has them. */
uint32_t facility_stfl(void);

/* The operands in general registers 0 and 1. */
#define STSI_FUNCTION	  0xf0000000u
#define STSI_RESERVED_0	  0x0fffff00u
#define STSI_SELECTOR_1	  0x000000ffu
#define STSI_RESERVED_1	  0xffff0000u
#define STSI_SELECTOR_2	  0x0000ffffu
#define STSI_LEVEL(level) ((unsigned int)(level) << 28)

enum { STSI_STORED, STSI_NOT_AVAILABLE = 3, STSI_TRAPPED };
enum { STSI_CURRENT, STSI_MACHINE, STSI_PARTITION, STSI_VIRTUAL };

#define STSI_BLOCK 4096

/* Once; register 0 as it is afterwards. */
unsigned int facility_stsi(uint32_t *register_0, uint32_t register_1, void *block);

/* 1.1.1 */
struct stsi_machine {
	uint8_t flags;
	uint8_t reserved_1[31];
	uint8_t manufacturer[16]; /* here and below: EBCDIC */
	uint8_t type[4];
	uint8_t reserved_34[12];
	uint8_t model_capacity[16];
	uint8_t sequence[16];
	uint8_t plant[4];
	uint8_t model[16];
};

/* 1.2.1 and 2.2.1 */
struct stsi_cpu {
	uint8_t reserved[80];
	uint8_t sequence[16];
	uint8_t plant[4];
	uint8_t reserved_64[2];
	uint16_t address;
};

/* 1.2.2 */
struct stsi_cpus {
	uint8_t format;
	uint8_t reserved[31];
	uint32_t capability;
	uint16_t total;
	uint16_t configured;
	uint16_t standby;
	uint16_t reserved_cpus;
};

/* 3.2.2: what this machine is made by, the one right above it first. */
struct stsi_virtual {
	uint8_t reserved[31];
	uint8_t count;
	struct {
		uint8_t reserved[4];
		uint16_t total;
		uint16_t configured;
		uint16_t standby;
		uint16_t reserved_cpus;
		uint8_t name[8];
		uint32_t capability;
		uint8_t control_program[16];
		uint8_t reserved_28[3];
		uint8_t name_encoding;
		uint8_t reserved_2c[4];
		uint8_t uuid[16];
	} machines[8];
};

#endif
