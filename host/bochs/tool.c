/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tool.h"

void fail(const char *format, ...)
{
	va_list args;

	fputs("bochs-run: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

int nameless_file(const char *what)
{
	int fd = memfd_create(what, 0);

	if (fd < 0)
		fail("no memory for the %s: %s", what, strerror(errno));
	return fd;
}

char *nameless_path(int fd)
{
	return xasprintf("/proc/self/fd/%d", fd);
}

void write_at(int fd, const void *data, size_t size, uint64_t at)
{
	if (pwrite(fd, data, size, at) != (ssize_t)size)
		fail("cannot write %zu bytes of the disk: %s", size, strerror(errno));
}
