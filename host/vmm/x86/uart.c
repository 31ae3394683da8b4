/* SPDX-License-Identifier: GPL-2.0-or-later */
/* COM1: as much of a 16550 as is needed to write, to poll for input, and to interrupt. */
#include <stdlib.h>
#include <string.h>

#include "../console.h"
#include "../room.h"
#include "pc.h"

#define COM1	 0x3f8
#define COM1_GSI 4

enum { DATA, INTERRUPTS, IDENTIFY, LINE_CONTROL, MODEM_CONTROL, LINE_STATUS, MODEM_STATUS };

#define WANTS_RECEIVED 0x01
#define WANTS_EMPTY    0x02
#define WANTS_ALL      0x0f

#define REASON_NONE	0x01
#define REASON_EMPTY	0x02
#define REASON_RECEIVED 0x04
#define FIFO_IS_ON	0xc0
#define FIFO_ENABLE	0x01

#define DIVISOR_ACCESS 0x80
#define OUT2	       0x08 /* lets the interrupt out */
#define MODEM_BITS     0x1f
#define RECEIVED       0x01
#define EMPTY	       0x60 /* the holding register, and the one that shifts */
#define MODEM_PRESENT  0xb0 /* carrier, data set ready, clear to send */

static struct uart_state {
	uint8_t interrupts, line_control, modem_control, scratch;
	uint16_t divisor;
	bool fifo;
	bool empty_pending; /* becoming empty was not told yet */
	bool line;
} uart;

static uint8_t reason(void)
{
	if (uart.interrupts & WANTS_RECEIVED && console_waiting())
		return REASON_RECEIVED;
	if (uart.interrupts & WANTS_EMPTY && uart.empty_pending)
		return REASON_EMPTY;
	return REASON_NONE;
}

static void update(struct vm *vm)
{
	bool level = uart.modem_control & OUT2 && reason() != REASON_NONE;

	if (level != uart.line)
		line_set(vm, COM1_GSI, level);
	uart.line = level;
}

static uint8_t read_register(unsigned int reg)
{
	uint8_t value;

	switch (reg) {
	case DATA:
		return uart.line_control & DIVISOR_ACCESS ? uart.divisor & 0xff : console_get();
	case INTERRUPTS:
		return uart.line_control & DIVISOR_ACCESS ? uart.divisor >> 8 : uart.interrupts;
	case IDENTIFY:
		value = reason();
		if (value == REASON_EMPTY)
			uart.empty_pending = false;
		return value | (uart.fifo ? FIFO_IS_ON : 0);
	case LINE_CONTROL:
		return uart.line_control;
	case MODEM_CONTROL:
		return uart.modem_control;
	case LINE_STATUS:
		return EMPTY | (console_waiting() ? RECEIVED : 0);
	case MODEM_STATUS:
		return MODEM_PRESENT;
	default:
		return uart.scratch;
	}
}

static void write_interrupts(uint8_t value)
{
	if (uart.line_control & DIVISOR_ACCESS) {
		uart.divisor = (uart.divisor & 0xff) | value << 8;
		return;
	}
	if (value & WANTS_EMPTY && !(uart.interrupts & WANTS_EMPTY))
		uart.empty_pending = true;
	uart.interrupts = value & WANTS_ALL;
}

static void write_data(uint8_t value)
{
	if (uart.line_control & DIVISOR_ACCESS) {
		uart.divisor = (uart.divisor & 0xff00) | value;
		return;
	}
	console_put(&value, 1);
	uart.empty_pending = true;
}

static void write_register(unsigned int reg, uint8_t value)
{
	switch (reg) {
	case DATA:
		write_data(value);
		break;
	case INTERRUPTS:
		write_interrupts(value);
		break;
	case IDENTIFY: /* FIFO control for writing */
		uart.fifo = value & FIFO_ENABLE;
		break;
	case LINE_CONTROL:
		uart.line_control = value;
		break;
	case MODEM_CONTROL:
		uart.modem_control = value & MODEM_BITS;
		break;
	case LINE_STATUS:
	case MODEM_STATUS:
		break;
	default:
		uart.scratch = value;
	}
}

static void access(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
		   uint64_t *value)
{
	(void)size;
	if (write)
		write_register(offset, *value);
	else
		*value = read_register(offset);
	if (console_asked())
		vcpu->end = END_ASKED;
	if (uart.modem_control & OUT2 || uart.line)
		update(vcpu->vm);
}

void uart_create(struct vm *vm)
{
	static const struct device device = {
		.space = SPACE_PORT,
		.start = COM1,
		.size = 8,
		.access = access,
	};

	memset(&uart, 0, sizeof(uart));
	vm_add_device(vm, &device);
}

struct uart_state *uart_save(void)
{
	return room_with(&uart, sizeof(uart));
}

/* The controller is there already: it knows whether it has seen the line rise. */
void uart_restore(struct vm *vm, struct uart_state *state)
{
	uart = *state;
	free(state);
	if (uart.line)
		line_set(vm, COM1_GSI, true);
}
