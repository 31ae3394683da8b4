/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The serial port that /chosen/stdout-path names: a PL011, or a 16550.
 */
#include <bits.h>
#include <console.h>
#include <dt.h>
#include "mmio.h"
#include "mmu_arm.h"

struct port {
	void (*put)(const char *text, size_t length);
	size_t (*get)(char *buffer, size_t size);
};

static const struct port *port;
static uintptr_t base;

/* PL011 */
enum { UARTDR = 0x00, UARTFR = 0x18, UARTLCR_H = 0x2c, UARTCR = 0x30, UARTIMSC = 0x38 };

#define FR_RXFE	    BIT(4)
#define FR_TXFE	    BIT(7)
#define LCR_8BITS   (3u << 5)
#define LCR_FIFOS   BIT(4)
#define CR_ENABLE   BIT(0)
#define CR_TRANSMIT BIT(8)
#define CR_RECEIVE  BIT(9)
#define PL011_FIFO  16 /* places, at least, in one that is empty */

static void pl011_put(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		while (i % PL011_FIFO == 0 && !(mmio_read32(base + UARTFR) & FR_TXFE))
			;
		mmio_write32(base + UARTDR, (uint8_t)text[i]);
	}
}

static size_t pl011_get(char *buffer, size_t size)
{
	size_t count = 0;

	while (count < size && !(mmio_read32(base + UARTFR) & FR_RXFE))
		buffer[count++] = mmio_read32(base + UARTDR);
	return count;
}

static const struct port pl011 = { pl011_put, pl011_get };

static void pl011_setup(void)
{
	port = &pl011;
	mmio_write32(base + UARTCR, 0);
	mmio_write32(base + UARTIMSC, 0);
	mmio_write32(base + UARTLCR_H, LCR_8BITS | LCR_FIFOS);
	mmio_write32(base + UARTCR, CR_ENABLE | CR_TRANSMIT | CR_RECEIVE);
}

/* 16550; where its registers lie is told by the tree. */
enum { UART_DATA = 0, UART_FCR = 2, UART_LSR = 5 };

#define FCR_ENABLE   BIT(0)
#define LSR_RECEIVED BIT(0)
#define LSR_EMPTY    BIT(5) /* the FIFO takes another 16 */
#define UART_FIFO    16

static uint32_t shift, width = 1;

static uint8_t uart_read(unsigned int reg)
{
	uintptr_t at = base + (reg << shift);

	return width == 4 ? mmio_read32(at) : mmio_read8(at);
}

static void uart_write(unsigned int reg, uint8_t value)
{
	uintptr_t at = base + (reg << shift);

	if (width == 4)
		mmio_write32(at, value);
	else
		mmio_write8(at, value);
}

static void uart_put(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		while (i % UART_FIFO == 0 && !(uart_read(UART_LSR) & LSR_EMPTY))
			;
		uart_write(UART_DATA, text[i]);
	}
}

static size_t uart_get(char *buffer, size_t size)
{
	size_t count = 0;

	while (count < size && uart_read(UART_LSR) & LSR_RECEIVED)
		buffer[count++] = uart_read(UART_DATA);
	return count;
}

static const struct port uart = { uart_put, uart_get };

static void uart_setup(int node)
{
	port = &uart;
	dt_u32(node, "reg-shift", 0, &shift);
	dt_u32(node, "reg-io-width", 0, &width);
	uart_write(UART_FCR, FCR_ENABLE);
}

/* Nothing can be said about a console that is not there. */
void console_setup(void)
{
	int node = dt_stdout();
	uint64_t address, size;

	if (node < 0 || !dt_reg(node, 0, &address, &size))
		return;
	base = mmu_device_block(address, size);
	if (dt_is(node, "arm,pl011"))
		pl011_setup();
	else if (dt_is(node, "ns16550a") || dt_is(node, "ns16550"))
		uart_setup(node);
}

void console_put(const char *text, size_t length)
{
	if (port)
		port->put(text, length);
}

size_t console_get(char *buffer, size_t size)
{
	return port ? port->get(buffer, size) : 0;
}
