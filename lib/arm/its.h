/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt translation service of GICv3.
 */
#ifndef ITS_H
#define ITS_H

#include <stdbool.h>
#include <stdint.h>

struct pci_message;

/*
 * A message of the device becomes the nth LPI, on this CPU, until the case ends.
 * False if there is no ITS.
 */
bool its_message(uint32_t device, unsigned int n, struct pci_message *message);

#endif
