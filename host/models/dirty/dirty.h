/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The log of dirty pages, with defects on request. It listens to QEMU: it is called each time
 * before a migration reads the log and clears it, and can take away from it what it likes.
 */
#ifndef DIRTY_H
#define DIRTY_H

/* NULL, or what is wrong with the words behind fault=. */
const char *log_choose(const char *text);
/* NULL, or what this QEMU lacks. */
const char *log_check(void);
/* When there is memory; later calls do nothing. */
void log_listen(void);

#endif
