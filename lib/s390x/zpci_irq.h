/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of PCI functions. A message sets a bit in the vector of its function
 * and one in a summary, and an adapter interrupt follows if that was not set.
 *
 * All messages of a function belong to one interruption subclass. Each of the
 * first CPUs has one of its own, so that a CPU gets what it asked for.
 */
#ifndef ZPCI_IRQ_H
#define ZPCI_IRQ_H

#include <stdbool.h>
#include <stdint.h>
#include <zpci.h>

/* A source for irq_register(): message n of this case. */
#define IRQ_MESSAGE(n) (0x70000 | (n))

/*
 * From now on to the end of the case this function interrupts this CPU, with all
 * its messages. Returns the number that a message must carry to be source n, or
 * -1 if function or machine have no more.
 */
int zpci_irq_message(struct zpci *function, unsigned int index, unsigned int n);

#endif
