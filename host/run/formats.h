/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formats that are made from the lines of results, each in a file of its own. */
#ifndef FORMATS_H
#define FORMATS_H

#include <stdio.h>

#include "results.h"

struct format {
	const char *file;
	void (*write)(FILE *file, const struct session *session);
};

extern const struct format formats[];
extern const size_t format_count;

void write_json(FILE *file, const struct session *session);
void write_ktap(FILE *file, const struct session *session);
void write_junit(FILE *file, const struct session *session);
void write_html(FILE *file, const struct session *session);
void write_summary(FILE *file, const struct session *session);

#endif
