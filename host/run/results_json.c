/* SPDX-License-Identifier: GPL-2.0-or-later */
/* results.json: the head of the session, and the lines in an array. */
#include <stdlib.h>

#include "formats.h"

const struct format formats[] = {
	{ "results.json", write_json },	  { "results.ktap", write_ktap },
	{ "junit.xml", write_junit },	  { "index.html", write_html },
	{ "summary.txt", write_summary },
};

const size_t format_count = ARRAY_SIZE(formats);

void write_json(FILE *file, const struct session *session)
{
	char *head = json_dumps(session->head, RESULT_FORMAT);

	fprintf(file, "{\"hostproof\":1,\n\"session\":%s,\n\"results\":[", head);
	free(head);
	for (size_t i = 0; i < results_count(); i++) {
		json_t *line = results_get(i);
		char *text = json_dumps(line, RESULT_FORMAT);

		fprintf(file, "%s\n%s", i ? "," : "", text);
		free(text);
		json_decref(line);
	}
	fputs("\n]}\n", file);
}
