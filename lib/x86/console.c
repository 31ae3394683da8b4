/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * COM1, a 16550; where there is none, the debug port that emulators have.
 */
#include <console.h>
#include <machine.h>
#include <smp.h>
#include <string.h>
#include <util.h>
#include "console_drain.h"
#include "io.h"

#define COM1	     0x3f8
#define DATA	     (COM1 + 0)
#define FIFO_CONTROL (COM1 + 2)
#define LINE_CONTROL (COM1 + 3)
#define LINE_STATUS  (COM1 + 5)

#define FIFO_ENABLE	0x01
#define LINE_8N1	0x03
#define STATUS_RECEIVED 0x01
#define STATUS_EMPTY	0x20
#define STATUS_IDLE	0x40 /* the last byte has left, too */
#define STATUS_ABSENT	0xff
#define FIFO_SIZE	16ul

#define DEBUG_PORT	 0xe9
#define DEBUG_PORT_FW	 0x402 /* where firmware images talk */
#define DEBUG_PORT_READS 0xe9  /* both, if there is something behind them */

static enum { NOWHERE, UART, PORT } where;
static size_t room; /* for bytes that leave the UART */
static uint16_t debug_port;

static bool find_debug_port(uint16_t port)
{
	if (in8(port) != DEBUG_PORT_READS)
		return false;
	debug_port = port;
	where = PORT;
	return true;
}

void console_setup(void)
{
	if (in8(LINE_STATUS) == STATUS_ABSENT) {
		if (!find_debug_port(DEBUG_PORT))
			find_debug_port(DEBUG_PORT_FW);
		return;
	}
	out8(LINE_CONTROL, LINE_8N1);
	room = strstr(machine_command_line(), "hp.no-fifo") ? 1 : FIFO_SIZE;
	out8(FIFO_CONTROL, room > 1 ? FIFO_ENABLE : 0);
	where = UART;
}

/* Asking for the status is as dear as writing, so the FIFO is filled each time it is empty. */
static void put_uart(const char *text, size_t length)
{
	while (length) {
		size_t now = min(length, room);

		while (!(in8(LINE_STATUS) & STATUS_EMPTY))
			cpu_relax();
		out8_all(DATA, text, now);
		text += now;
		length -= now;
	}
}

void console_put(const char *text, size_t length)
{
	if (where == UART)
		put_uart(text, length);
	else if (where == PORT)
		out8_all(debug_port, text, length);
}

void console_drain(void)
{
	while (where == UART && !(in8(LINE_STATUS) & STATUS_IDLE))
		cpu_relax();
}

size_t console_get(char *buffer, size_t size)
{
	size_t got = 0;

	while (where == UART && got < size && in8(LINE_STATUS) & STATUS_RECEIVED)
		buffer[got++] = in8(DATA);
	return got;
}
