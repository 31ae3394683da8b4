/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dt.h>
#include "dt_line.h"

enum { KIND_SPI = 0, FIRST_SPI = 32 };

#define TRIGGER_RISING	0x1
#define TRIGGER_FALLING 0x2
#define TRIGGER_HIGH	0x4
#define TRIGGER_LOW	0x8

bool dt_line(int node, const char *property, unsigned int first, struct irq_line *line)
{
	uint32_t kind, number, trigger;

	if (!dt_u32(node, property, first, &kind) || !dt_u32(node, property, first + 1, &number) ||
	    !dt_u32(node, property, first + 2, &trigger) || kind != KIND_SPI)
		return false;
	line->number = FIRST_SPI + number;
	line->edge = trigger & (TRIGGER_RISING | TRIGGER_FALLING);
	line->active_low = trigger & (TRIGGER_FALLING | TRIGGER_LOW);
	return true;
}
