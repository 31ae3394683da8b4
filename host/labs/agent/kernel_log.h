/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the lab's kernel logs goes to the runner: it is part of the verdict. */
#ifndef KERNEL_LOG_H
#define KERNEL_LOG_H

/* Warnings of the boot are sent, the rest of it is skipped. */
void kernel_log_open(void);
int kernel_log_fd(void);
/* All that is there now. */
void kernel_log_send(void);

#endif
