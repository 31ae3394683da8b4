/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "results.h"

enum { LOG_HEAD = 2 * 1024 * 1024, LOG_TAIL = 64 * 1024, FLUSH_AT = 16 * 1024 };

void log_open(struct log *log, const char *path)
{
	*log = (struct log){ .path = xstrdup(path), .fd = -1 };
}

/* Once: if that is not possible, nothing is written. */
static void make_file(struct log *log)
{
	if (log->made)
		return;
	log->made = true;
	results_begin();
	log->fd = open(log->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (log->fd < 0)
		results_trouble(log->path, errno);
}

void log_flush(struct log *log)
{
	make_file(log);
	if (log->fd >= 0 && log->pending.length) {
		ssize_t size = write(log->fd, log->pending.data, log->pending.length);

		if (size != (ssize_t)log->pending.length) {
			results_trouble(log->path, size < 0 ? errno : ENOSPC);
			close(log->fd);
			log->fd = -1;
			unlink(log->path);
		}
	}
	log->written += log->pending.length;
	buf_clear(&log->pending);
}

/* Forgets the older half of a full tail, at the end of a line. */
static void trim_tail(struct log *log)
{
	struct buf *tail = &log->tail;
	char *cut = memchr(tail->data + tail->length / 2, '\n', tail->length - tail->length / 2);
	size_t old = cut ? (size_t)(cut + 1 - tail->data) : tail->length;

	log->dropped += old;
	memmove(tail->data, tail->data + old, tail->length - old);
	tail->length -= old;
}

void log_line(struct log *log, const char *line)
{
	bool full = log->written + log->pending.length > LOG_HEAD;
	struct buf *buf = full ? &log->tail : &log->pending;

	buf_puts(buf, line);
	buf_putc(buf, '\n');
	if (!full && buf->length > FLUSH_AT)
		log_flush(log);
	if (full && buf->length > LOG_TAIL)
		trim_tail(log);
}

void log_printf(struct log *log, const char *format, ...)
{
	va_list args;
	char *line;

	va_start(args, format);
	line = xvasprintf(format, args);
	va_end(args);
	log_line(log, line);
	free(line);
}

void log_close(struct log *log, bool keep)
{
	if (log->dropped)
		buf_printf(&log->pending, "# [%zu bytes were dropped here]\n", log->dropped);
	if (log->tail.length)
		buf_add(&log->pending, log->tail.data, log->tail.length);
	if (keep)
		log_flush(log);
	if (log->fd >= 0)
		close(log->fd);
	if (!keep && log->made)
		unlink(log->path);
	buf_free(&log->pending);
	buf_free(&log->tail);
	free(log->path);
}
