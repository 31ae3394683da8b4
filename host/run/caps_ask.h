/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts a QEMU without a machine, and with plugins, only to ask it what it can do. */
#ifndef CAPS_ASK_H
#define CAPS_ASK_H

#include "caps.h"
#include "qmp.h"

/* Fills in version, machines and types. False and a message if there is no answer. */
bool caps_ask(struct caps *caps, const struct words *plugins, char **error);

/* In parts, for a QEMU elsewhere: its words but for the monitor, and the questions to that. */
void caps_words(const char *program, struct words *argv);
void caps_question(struct qmp *qmp, struct caps *caps);
bool caps_answered(const struct caps *caps);

#endif
