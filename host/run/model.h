/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Models: plugins that give an unmodified QEMU something it lacks. Each says what it is
 * in a section of its file, see host/models/abi/plugin.h.
 */
#ifndef MODEL_H
#define MODEL_H

#include "options.h"

/* Of a word of model = in unittests.cfg: the file, which the caller frees; what follows it. */
char *model_file(const char *build, const char *word);
const char *model_options(const char *word);

/* Ends the program if there is no such model, or not with these options. */
void model_check(const char *build, const char *word);

/* For --models. */
void model_list(const struct options *options);

#endif
