/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel_log.h"
#include "line.h"

enum { LEVEL_BITS = 3, LEVEL_WARNING = 4, LEVEL_DEBUG = 7, RECORD_MAX = 8192 };

static int fd = -1;
static unsigned int most = LEVEL_WARNING; /* the least important level that is sent */

/* A record is "PRIORITY,SEQUENCE,MICROSECONDS,FLAGS[,...];TEXT\n KEY=VALUE...". */
static void send_record(char *record)
{
	char *text = strchr(record, ';');
	unsigned long priority, time;
	unsigned int level;
	char line[RECORD_MAX + 32];
	int length;

	if (!text || sscanf(record, "%lu,%*u,%lu", &priority, &time) != 2)
		return;
	level = priority & ((1 << LEVEL_BITS) - 1);
	/* other facilities than the kernel's are programs that write to the log */
	if (priority >> LEVEL_BITS || level > most)
		return;
	text++;
	text[strcspn(text, "\n")] = '\0';
	length = snprintf(line, sizeof(line), "[%5lu.%06lu] %s", time / 1000000, time % 1000000,
			  text);
	line_send(WIRE_KERNEL_LOG, 0, level, line, length);
}

void kernel_log_send(void)
{
	char record[RECORD_MAX + 1];
	ssize_t size;

	while (fd >= 0) {
		size = read(fd, record, RECORD_MAX);
		if (size < 0 && errno == EPIPE)
			line_say(WIRE_KERNEL_LOG, 0, "(some of the kernel's log is lost)");
		else if (size <= 0)
			break;
		else
			record[size] = '\0', send_record(record);
	}
}

void kernel_log_open(void)
{
	fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	kernel_log_send();
	most = LEVEL_DEBUG;
}

int kernel_log_fd(void)
{
	return fd;
}
