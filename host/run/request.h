/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a guest may ask of its runner by control lines (docs/design.md). */
#ifndef REQUEST_H
#define REQUEST_H

#include "job.h"

/* Answers now or later; the text is used up. */
void request_handle(struct job *job, char *text);

#endif
