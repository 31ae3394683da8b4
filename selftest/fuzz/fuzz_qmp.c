/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Monitors that a fuzzer plays: a message has what its kind promises, however it is cut. */
#include <stdlib.h>
#include <string.h>

#include "qmp_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct monitor {
	struct qmp_parser parser;
	size_t messages;
};

static void heard(struct qmp_parser *parser, const struct qmp_message *message)
{
	struct monitor *monitor = (struct monitor *)parser;

	monitor->messages++;
	if (message->kind == QMP_RETURN ? !message->data : !message->text)
		abort();
}

static size_t listen(const char *data, size_t size, size_t piece)
{
	struct monitor monitor = { .parser = { .message = heard } };
	bool good = true;

	while (good && size) {
		size_t now = size < piece ? size : piece;

		good = qmp_feed(&monitor.parser, data, now);
		data += now;
		size -= now;
	}
	qmp_parser_free(&monitor.parser);
	return monitor.messages;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1;

	if (size && listen(text, size - 1, size) != listen(text, size - 1, 1 + data[0] % 16))
		abort();
	return 0;
}
