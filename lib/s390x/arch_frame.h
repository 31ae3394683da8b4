/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was interrupted: all registers, and what the machine told about the
 * interruption. trap.S fills in the registers, trap.c the rest.
 */
#ifndef ARCH_FRAME_H
#define ARCH_FRAME_H

/* For trap.S; trap.c sees to it that they agree with the structure. */
#define FRAME_PSW   0
#define FRAME_GPRS  16
#define FRAME_CRS   144
#define FRAME_ACRS  272
#define FRAME_FPC   336
#define FRAME_CLASS 340
#define FRAME_VRS   448
#define FRAME_SIZE  960

#ifndef __ASSEMBLER__
#include <psw.h>
#include <stdint.h>

struct frame {
	struct psw psw;
	uint64_t gprs[16];
	uint64_t crs[16];
	uint32_t acrs[16];
	uint32_t fpc;
	uint32_t class; /* a CLASS_... of <lowcore.h> */

	/* Those that the class does not have are zero. */
	uint64_t translation_exception;
	uint64_t per_address;
	uint64_t monitor_code;
	uint64_t machine_check_code;
	uint64_t failing_storage;
	uint64_t breaking_event;
	uint32_t external_parameter;
	uint32_t external_damage_code;
	uint32_t data_exception_code;
	uint32_t subsystem_id;
	uint32_t io_parameter;
	uint32_t io_word;
	uint16_t code; /* external, SVC or program interruption code */
	uint16_t ilc;  /* length of the instruction, in bytes */
	uint16_t external_cpu;
	uint16_t monitor_class;
	uint16_t per_code;
	uint8_t exception_access_id;
	uint8_t per_access_id;
	uint8_t operand_access_id;
	uint8_t reserved[19];

	/* The left halves of 0 to 15 are the floating point registers. */
	uint64_t vrs[32][2];
};
#endif

#endif
