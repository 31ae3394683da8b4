/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ULTRAVISOR CALL: what a guest whose storage the host cannot see may ask of the
 * machine. Facility 158.
 */
#ifndef ULTRAVISOR_H
#define ULTRAVISOR_H

#include <stdint.h>
#include <trap.h>

#define FACILITY_ULTRAVISOR 158

enum { UV_QUERY = 0x0001, UV_SHARE = 0x1000, UV_UNSHARE = 0x1001 };

/* Bits of the list of calls, from the left. */
enum { UV_BIT_QUERY = 0, UV_BIT_SHARE = 8, UV_BIT_UNSHARE = 9 };

/* Response codes. */
enum { UV_EXECUTED = 1, UV_INVALID_COMMAND = 2, UV_INVALID_STATE = 3, UV_INVALID_LENGTH = 5 };

struct uv_header {
	uint16_t length;
	uint16_t command;
	uint16_t response;
	uint16_t reason;
};

struct uv_query {
	struct uv_header header;
	uint64_t reserved;
	uint64_t calls[4];
	uint64_t rest[14];
};

struct uv_page {
	struct uv_header header;
	uint64_t reserved[3];
	uint64_t address;
	uint64_t reserved_28;
};

/* Once. A trap may be probed; the condition code is UV_TRAPPED then. */
enum { UV_DONE, UV_REFUSED, UV_BUSY, UV_PARTIAL, UV_TRAPPED };

static inline unsigned int uv_call(void *block)
{
	unsigned int cc;

	trap_probe_begin();
	__asm__ volatile(PROBED(".insn rrf,0xb9a40000,%1,%2,0,0") "	ipm	%0\n"
								  "	srl	%0,28"
			 : "=&d"(cc)
			 : "d"(0ul), "a"(block)
			 : "cc", "memory");
	return trap_probed() ? UV_TRAPPED : cc;
}

#endif
