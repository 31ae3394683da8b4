/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * COM1 and COM2: as much of a 16550 as is needed to write, to poll for input, and to interrupt.
 * The console is at the first; nothing is connected to the second.
 */
#include <stdlib.h>
#include <string.h>

#include "../console.h"
#include "../room.h"
#include "pc.h"

#define PORTS	  2
#define PORT_SIZE 8

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

static const struct {
	uint16_t start;
	uint8_t gsi;
} places[PORTS] = { { 0x3f8, 4 }, { 0x2f8, 3 } };

struct port {
	uint8_t interrupts, line_control, modem_control, scratch;
	uint16_t divisor;
	bool fifo;
	bool empty_pending; /* becoming empty was not told yet */
	bool line;
};

static struct uart_state {
	struct port ports[PORTS];
} uart;

static bool has_received(const struct port *port)
{
	return port == &uart.ports[0] && console_waiting();
}

static uint8_t reason(const struct port *port)
{
	if (port->interrupts & WANTS_RECEIVED && has_received(port))
		return REASON_RECEIVED;
	if (port->interrupts & WANTS_EMPTY && port->empty_pending)
		return REASON_EMPTY;
	return REASON_NONE;
}

static void update(struct vm *vm, struct port *port)
{
	bool level = port->modem_control & OUT2 && reason(port) != REASON_NONE;

	if (level != port->line)
		line_set(vm, places[port - uart.ports].gsi, level);
	port->line = level;
}

static uint8_t read_port(const struct port *port)
{
	return port == &uart.ports[0] ? console_get() : 0;
}

static uint8_t read_register(struct port *port, unsigned int reg)
{
	uint8_t value;

	switch (reg) {
	case DATA:
		return port->line_control & DIVISOR_ACCESS ? port->divisor & 0xff : read_port(port);
	case INTERRUPTS:
		return port->line_control & DIVISOR_ACCESS ? port->divisor >> 8 : port->interrupts;
	case IDENTIFY:
		value = reason(port);
		if (value == REASON_EMPTY)
			port->empty_pending = false;
		return value | (port->fifo ? FIFO_IS_ON : 0);
	case LINE_CONTROL:
		return port->line_control;
	case MODEM_CONTROL:
		return port->modem_control;
	case LINE_STATUS:
		return EMPTY | (has_received(port) ? RECEIVED : 0);
	case MODEM_STATUS:
		return MODEM_PRESENT;
	default:
		return port->scratch;
	}
}

static void write_interrupts(struct port *port, uint8_t value)
{
	if (port->line_control & DIVISOR_ACCESS) {
		port->divisor = (port->divisor & 0xff) | value << 8;
		return;
	}
	if (value & WANTS_EMPTY && !(port->interrupts & WANTS_EMPTY))
		port->empty_pending = true;
	port->interrupts = value & WANTS_ALL;
}

static void write_data(struct port *port, uint8_t value)
{
	if (port->line_control & DIVISOR_ACCESS) {
		port->divisor = (port->divisor & 0xff00) | value;
		return;
	}
	if (port == &uart.ports[0])
		console_put(&value, 1);
	port->empty_pending = true;
}

static void write_register(struct port *port, unsigned int reg, uint8_t value)
{
	switch (reg) {
	case DATA:
		write_data(port, value);
		break;
	case INTERRUPTS:
		write_interrupts(port, value);
		break;
	case IDENTIFY: /* FIFO control for writing */
		port->fifo = value & FIFO_ENABLE;
		break;
	case LINE_CONTROL:
		port->line_control = value;
		break;
	case MODEM_CONTROL:
		port->modem_control = value & MODEM_BITS;
		break;
	case LINE_STATUS:
	case MODEM_STATUS:
		break;
	default:
		port->scratch = value;
	}
}

static void access(struct vcpu *vcpu, struct port *port, uint64_t offset, bool write,
		   uint64_t *value)
{
	if (write)
		write_register(port, offset, *value);
	else
		*value = read_register(port, offset);
	if (console_asked())
		vcpu->end = END_ASKED;
	if (port->modem_control & OUT2 || port->line)
		update(vcpu->vm, port);
}

static void access_first(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
			 uint64_t *value)
{
	(void)size;
	access(vcpu, &uart.ports[0], offset, write, value);
}

static void access_second(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write,
			  uint64_t *value)
{
	(void)size;
	access(vcpu, &uart.ports[1], offset, write, value);
}

void uart_create(struct vm *vm)
{
	memset(&uart, 0, sizeof(uart));
	vm_add_device(vm, &(struct device){ SPACE_PORT, places[0].start, PORT_SIZE, access_first });
	vm_add_device(vm,
		      &(struct device){ SPACE_PORT, places[1].start, PORT_SIZE, access_second });
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
	for (unsigned int i = 0; i < PORTS; i++) {
		if (uart.ports[i].line)
			line_set(vm, places[i].gsi, true);
	}
}
