/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The log of one run: the command that reproduces it, what the VMM complained
 * about, all that the guest said. Long logs keep their beginning and end.
 */
#ifndef LOG_H
#define LOG_H

#include "text.h"

struct log {
	int fd;
	bool made;
	char *path;
	struct buf pending; /* not yet written */
	struct buf tail;    /* beyond the limit: the newest lines */
	size_t written;
	size_t dropped;
};

/* The file is made when there is something for it. */
void log_open(struct log *log, const char *path);
void log_printf(struct log *log, const char *format, ...) PRINTF(2, 3);
void log_line(struct log *log, const char *line);
void log_flush(struct log *log); /* what is pending goes to the file */
void log_close(struct log *log, bool keep);

#endif
