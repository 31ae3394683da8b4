/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_LAB_H
#define HOST_LAB_H

#include "host.h"

/* Makes the host of a lab. Its name and what its description says are still to come. */
void host_lab_init(struct host *host);

#endif
