/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DT_LINE_H
#define DT_LINE_H

#include <irq_line.h>

/* The three cells from `first` on that name an interrupt of the GIC and its trigger. */
bool dt_line(int node, const char *property, unsigned int first, struct irq_line *line);

#endif
