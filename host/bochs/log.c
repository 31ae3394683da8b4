/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "tool.h"

/* How the wish to be switched off is logged. */
static const char shutdown_wish[] = "Shutdown port: shutdown requested";

bool log_judge(int log)
{
	FILE *file = fdopen(log, "r");
	bool said = false, off = false;
	char *line = NULL;
	size_t room = 0;

	rewind(file);
	while (getline(&line, &room, file) > 0) {
		const char *reason = strstr(line, LOG_FATAL);

		if (!reason)
			continue;
		reason += strlen(LOG_FATAL);
		if (strstr(reason, shutdown_wish)) {
			off = true;
		} else {
			fprintf(stderr, "Bochs: %s", reason);
			said = true;
		}
	}
	if (!off && !said)
		fputs("Bochs ended without a word\n", stderr);
	free(line);
	fclose(file);
	return off;
}
