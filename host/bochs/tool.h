/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of bochs-run share: ends with a message, and files without a
 * name, which vanish with the last process that has them open.
 */
#ifndef TOOL_H
#define TOOL_H

#include "../run/text.h"

void fail(const char *format, ...) PRINTF(1, 2) __attribute__((noreturn));

/* Inherited by what is started; fails if the machine has none to give. */
int nameless_file(const char *what);
/* By which another program opens it; the caller frees it. */
char *nameless_path(int fd);
void write_at(int fd, const void *data, size_t size, uint64_t at);

#endif
