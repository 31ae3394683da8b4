/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel's log says about the kernel itself. */
#ifndef LAB_LOG_H
#define LAB_LOG_H

#include <stdbool.h>

/* Whether the line is the kernel's word that something is wrong with it. */
bool lab_log_is_complaint(const char *line);
/* Whether the line tells why the kernel gave up. */
bool lab_log_is_end(const char *line);

#endif
