/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONSOLE_DRAIN_H
#define CONSOLE_DRAIN_H

/* Waits until what was put has left the machine, not only is on its way. */
void console_drain(void);

#endif
