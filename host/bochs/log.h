/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Bochs says about its own end, in its log. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

/* How a line begins, behind the time, that tells why Bochs gave up. */
#define LOG_FATAL ">>PANIC<< "

/* True if the guest has switched the machine off; else what happened goes to standard error. */
bool log_judge(int log);

#endif
