/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is there of Bochs on this machine. */
#ifndef BOCHS_ASK_H
#define BOCHS_ASK_H

#include <stdbool.h>

/* From BOCHS, or the usual one. */
const char *bochs_program(void);
/*
 * What of the packages is not there, in one line that the caller frees; NULL if nothing. The
 * one with Bochs itself counts if packaged.
 */
char *bochs_missing(bool packaged);
/* "Bochs 2.7", or only "Bochs" if it does not tell. The first time before there are guests. */
const char *bochs_version(const char *program);

#endif
