/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts a QEMU without a machine, and with plugins, only to ask it what it can do. */
#ifndef CAPS_ASK_H
#define CAPS_ASK_H

#include <jansson.h>

#include "qmp.h"
#include "text.h"

/*
 * An object with version, machines and types, the latter two as objects whose
 * keys are the names. NULL and a message if there is no answer.
 */
json_t *caps_ask(const char *program, const struct words *plugins, char **error);

/* In parts, for a QEMU elsewhere: its words but for the monitor, and the questions to that. */
void caps_words(const char *program, struct words *argv);
void caps_question(struct qmp *qmp, json_t *answer);
bool caps_answered(const json_t *answer);

#endif
