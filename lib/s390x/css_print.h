/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of the channel subsystem as comment lines, with the names of the bits
 * that are one, for checks that failed.
 */
#ifndef CSS_PRINT_H
#define CSS_PRINT_H

#include <ccw.h>
#include <css_block.h>
#include <stddef.h>

/* Return the text, for use in a format. */
const char *scsw_text(const struct scsw *scsw, char *text, size_t size);
const char *sense_text(const uint8_t *sense, char *text, size_t size);

void css_print_schib(const struct schib *schib);
void css_print_irb(const struct irb *irb);
void css_print_orb(const struct orb *orb);
void css_print_program(const struct ccw_program *program);
void css_print_crw(const struct crw *crw);

/* Did the program end well? Says what was wrong and shows program and status if not. */
#define CHECK_ENDED_WELL(program, irb) \
	css_check_ended_well(CHECK_HERE(false, "CHECK_ENDED_WELL(" #irb ")"), program, irb)
struct check;
void css_check_ended_well(const struct check *check, const struct ccw_program *program,
			  const struct irb *irb);

#endif
