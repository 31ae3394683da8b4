/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The head of results.json: what ran, where and when. */
#ifndef SESSION_H
#define SESSION_H

#include "results.h"

void session_begin(struct session *session, const struct options *options);
/* Which program ran the guests, for each host and architecture of the plan. */
void session_describe(struct session *session, const struct plan *plan);
void session_end(struct session *session, int signal);

#endif
