/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SERVICE CALL: what this machine consists of, and events to and from the
 * operator. A request is a page-aligned block below 2 GB, at most one page.
 */
#ifndef SCLP_H
#define SCLP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCLP_BLOCK 4096

enum {
	SCLP_READ_CPU_INFO = 0x00010001,
	SCLP_READ_SCP_INFO = 0x00020001,
	SCLP_WRITE_EVENT_DATA = 0x00760005,
	SCLP_READ_EVENT_DATA = 0x00770005,
	SCLP_WRITE_EVENT_MASK = 0x00780005,
};

enum {
	SCLP_INFORMATION_READ = 0x0010,
	SCLP_COMPLETED = 0x0020,
	SCLP_NO_EVENT = 0x60f0,
};

struct sclp_header {
	uint16_t length;
	uint8_t function;
	uint8_t control[3];
	uint16_t response;
};

/* The bit of control[2] that lets the answer be shorter than the block. */
#define SCLP_VARIABLE_LENGTH 0x80

/* Events have a number, and a bit in a mask of events. */
enum {
	SCLP_EVENT_OPERATOR_COMMAND = 1,
	SCLP_EVENT_MESSAGE = 2,
	SCLP_EVENT_PRIORITY_COMMAND = 9,
	SCLP_EVENT_ASCII = 26,
};

#define SCLP_EVENT_BIT(event) (1u << (32 - (event)))

struct sclp_event {
	uint16_t length;
	uint8_t type;
	uint8_t flags;
	uint16_t reserved;
	uint8_t data[];
};

/* A block outside of what boot.S clears. */
#define SCLP_BLOCK_MEMORY __attribute__((aligned(SCLP_BLOCK), section(".bss.uncleared")))

/* Waits for the answer and returns its response code. */
uint16_t sclp_call(uint32_t command, struct sclp_header *block);

struct sclp_cpu {
	uint8_t address;
	uint8_t about[15];
};

/* The configured CPUs; they stay there until the next question. */
unsigned int sclp_read_cpus(const struct sclp_cpu **cpus);

/* In bytes; 0 if the machine does not tell. */
uint64_t sclp_read_storage(void);

#endif
