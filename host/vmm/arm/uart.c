/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The serial port, a PL011 as far as polling goes. A guest that waits for input by
 * interrupt gets it for what is there when it looks at the port next.
 */
#include <stdlib.h>

#include "../console.h"
#include "../room.h"
#include "virt.h"

enum {
	DR = 0x00,
	FR = 0x18,
	IBRD = 0x24,
	FBRD = 0x28,
	LCR_H = 0x2c,
	CR = 0x30,
	IFLS = 0x34,
	IMSC = 0x38,
	RIS = 0x3c,
	MIS = 0x40,
	ICR = 0x44,
	ID = 0xfe0,
};

#define FR_RECEIVE_EMPTY  0x10
#define FR_TRANSMIT_EMPTY 0x80
#define INT_RECEIVE	  0x10
#define INT_TRANSMIT	  0x20
#define INT_TIMEOUT	  0x40
#define INT_ALL		  0x7ff
#define CR_RESET	  0x300 /* transmit, receive */

static const uint8_t identity[] = { 0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1 };

static struct uart_state {
	uint32_t divisor, fraction, line_control, control, levels, mask, transmitted;
	bool line;
} uart;

static uint32_t raw_interrupts(void)
{
	return uart.transmitted | (console_waiting() ? INT_RECEIVE | INT_TIMEOUT : 0);
}

static void update(struct vm *vm)
{
	bool now = uart.mask && raw_interrupts() & uart.mask;

	if (now == uart.line)
		return;
	uart.line = now;
	line_set(vm, UART_SPI, now);
}

static uint32_t read_register(uint64_t offset)
{
	switch (offset) {
	case DR:
		return console_get();
	case FR:
		return FR_TRANSMIT_EMPTY | (console_waiting() ? 0 : FR_RECEIVE_EMPTY);
	case IBRD:
		return uart.divisor;
	case FBRD:
		return uart.fraction;
	case LCR_H:
		return uart.line_control;
	case CR:
		return uart.control;
	case IFLS:
		return uart.levels;
	case IMSC:
		return uart.mask;
	case RIS:
		return raw_interrupts();
	case MIS:
		return raw_interrupts() & uart.mask;
	}
	if (offset >= ID && (offset - ID) / 4 < sizeof(identity))
		return identity[(offset - ID) / 4];
	return 0;
}

static void put(uint8_t byte)
{
	console_put(&byte, 1);
	uart.transmitted = INT_TRANSMIT;
}

static void write_register(uint64_t offset, uint32_t value)
{
	switch (offset) {
	case DR:
		put(value);
		break;
	case IBRD:
		uart.divisor = value;
		break;
	case FBRD:
		uart.fraction = value;
		break;
	case LCR_H:
		uart.line_control = value;
		break;
	case CR:
		uart.control = value;
		break;
	case IFLS:
		uart.levels = value;
		break;
	case IMSC:
		uart.mask = value & INT_ALL;
		break;
	case ICR:
		if (value & INT_TRANSMIT)
			uart.transmitted = 0;
		break;
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
	update(vcpu->vm);
}

void uart_create(struct vm *vm)
{
	static const struct device device = {
		.space = SPACE_MEMORY,
		.start = UART,
		.size = UART_SIZE,
		.access = access,
	};

	uart = (struct uart_state){ .control = CR_RESET };
	vm_add_device(vm, &device);
}

struct uart_state *uart_save(void)
{
	return room_with(&uart, sizeof(uart));
}

/* The GIC knows the level of the line already. */
void uart_restore(struct uart_state *state)
{
	uart = *state;
	free(state);
}
