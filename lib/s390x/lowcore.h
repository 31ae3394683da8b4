/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first 8 KB of real storage, which belong to the CPU: the machine leaves
 * interruption codes and old PSWs there and takes new PSWs from it.
 *
 * The address space shows it at LOWCORE. Virtual pages 0 and 1 are left out,
 * so that a null pointer traps. LOWCORE is below 512 KB: instructions with a
 * long displacement reach it without a base register.
 */
#ifndef LOWCORE_H
#define LOWCORE_H

#define LOWCORE	     0x2000
#define LOWCORE_SIZE 0x2000

/* For assembly; lowcore.c sees to it that they agree with the structure. */
#define LC_RESTART_OLD	  0x120
#define LC_EXTERNAL_OLD	  0x130
#define LC_SVC_OLD	  0x140
#define LC_PROGRAM_OLD	  0x150
#define LC_MACHINE_OLD	  0x160
#define LC_IO_OLD	  0x170
#define LC_NEW_PSWS	  0x1a0
#define LC_SAVE		  0x200
#define LC_RETURN	  0x380
#define LC_RETURN_RESTART 0x390
#define LC_STACK_LOW	  0x3a8
#define LC_STACK_HIGH	  0x3b0
#define LC_EMERGENCY_LOW  0x3b8
#define LC_EMERGENCY_HIGH 0x3c0
#define LC_FACILITIES	  0x3c8

/* Registers 8 to 15, while the entry of a class makes room for them. */
#define LC_SAVE_SIZE 64

/* Classes of interruption, in the order of their PSWs. */
#define CLASS_RESTART  0
#define CLASS_EXTERNAL 1
#define CLASS_SVC      2
#define CLASS_PROGRAM  3
#define CLASS_MACHINE  4
#define CLASS_IO       5
#define CLASSES	       6

#ifndef __ASSEMBLER__
#include <psw.h>
#include <stdbool.h>
#include <stdint.h>

struct new_psws {
	struct psw of[CLASSES];
};

struct lowcore {
	uint8_t ipl[0x80];
	uint32_t external_parameter; /* 0x80 */
	uint16_t external_cpu;
	uint16_t external_code;
	uint16_t svc_ilc;
	uint16_t svc_code;
	uint16_t program_ilc;
	uint16_t program_code;
	uint32_t data_exception_code; /* 0x90 */
	uint16_t monitor_class;
	uint16_t per_code;
	uint64_t per_address;
	uint8_t exception_access_id; /* 0xa0 */
	uint8_t per_access_id;
	uint8_t operand_access_id;
	uint8_t architecture_mode;
	uint8_t reserved_a4[4];
	uint64_t translation_exception; /* 0xa8 */
	uint64_t monitor_code;
	uint32_t subsystem_id; /* 0xb8 */
	uint32_t io_parameter;
	uint32_t io_word;
	uint8_t reserved_c4[4];
	uint32_t facility_list; /* 0xc8 */
	uint8_t reserved_cc[0xe8 - 0xcc];
	uint64_t machine_check_code; /* 0xe8 */
	uint8_t reserved_f0[4];
	uint32_t external_damage_code;
	uint64_t failing_storage;
	uint8_t reserved_100[0x10];
	uint64_t breaking_event; /* 0x110 */
	uint8_t reserved_118[8];
	struct psw old_psw[CLASSES]; /* 0x120 */
	uint8_t reserved_180[0x20];
	struct new_psws new_psws;	       /* 0x1a0 */
	uint64_t save[CLASSES][8];	       /* 0x200: from here on it is ours */
	struct psw return_psw, return_restart; /* 0x380 */
	struct cpu *this_cpu;		       /* 0x3a0 */
	uint64_t stack_low, stack_high;
	uint64_t emergency_low, emergency_high;
	uint64_t facilities[4]; /* 0x3c8 */
	uint8_t unused[0x1200 - 0x3e8];
	uint64_t saved_fprs[16]; /* 0x1200: by machine check and store status */
	uint64_t saved_gprs[16];
	struct psw saved_psw; /* 0x1300 */
	uint8_t reserved_1310[8];
	uint32_t saved_prefix;
	uint32_t saved_fpc;
	uint8_t reserved_1320[4];
	uint32_t saved_tod_programmable;
	uint64_t saved_cpu_timer;
	uint64_t saved_clock_comparator;
	uint8_t reserved_1338[8];
	uint32_t saved_acrs[16]; /* 0x1340 */
	uint64_t saved_crs[16];
	uint8_t reserved_1400[LOWCORE_SIZE - 0x1400];
};

/* This CPU's own. */
static inline struct lowcore *lowcore(void)
{
	return (struct lowcore *)LOWCORE;
}

/* From trap.S. */
extern const struct new_psws library_new_psws;

/* Is facility n, as STORE FACILITY LIST EXTENDED numbers them, installed? */
static inline bool has_facility(unsigned int n)
{
	return n < 256 && lowcore()->facilities[n / 64] >> (63 - n % 64) & 1;
}
#endif

#define FACILITY_EDAT1				  8
#define FACILITY_EDAT2				  78
#define FACILITY_VECTOR				  129
#define FACILITY_INSTRUCTION_EXECUTION_PROTECTION 130

#endif
