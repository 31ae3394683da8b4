/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bridges pass on to the bus behind them.
 */
#ifndef PCI_BRIDGE_H
#define PCI_BRIDGE_H

#include <pci.h>

/* What start and size of a window are multiples of. */
uint64_t pci_bridge_step(enum pci_space space);

/* Does the window reach beyond 64 KiB of ports, or beyond 4 GiB? */
bool pci_bridge_is_wide(struct pci_function *bridge, enum pci_space space);

/* Of size 0 if the bridge passes nothing on. */
struct pci_range pci_bridge_window(struct pci_function *bridge, enum pci_space space);
void pci_bridge_open(struct pci_function *bridge, enum pci_space space, struct pci_range range);
void pci_bridge_close(struct pci_function *bridge, enum pci_space space);

#endif
