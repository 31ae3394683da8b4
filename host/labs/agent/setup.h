/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes a system of a kernel and an initramfs, as far as the agent needs one. */
#ifndef SETUP_H
#define SETUP_H

void setup_mounts(void);
/* Loads what /lab/modules.list names; tells the runner and switches off if one fails. */
void setup_modules(void);
/* On the disk in memory that a module makes, if there is one. */
void setup_swap(void);
/* Does not come back. */
void setup_power_off(void);

#endif
