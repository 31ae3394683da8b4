/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "migrate_order.h"

enum { DOWNTIME_MS = 300, NO_DOWNTIME_MS = 1, FASTEST_LEVEL = 1, SLOWEST = 1000 };

/* Bytes a second: busy guests write faster, and VMMs pause before they have sent 2 MiB. */
#define SLOW (16ll << 20)
#define FAST (1ll << 40)

const char migrate_order_usage[] =
	"precopy, postcopy, file, snapshot, multifd, multifd-zlib, multifd-zstd; "
	"rounds=NUMBER, fail=cancel, fail=dies, fail=close";

static const char *const modes[MIGRATE_MODES] = {
	[MIGRATE_PRECOPY] = "precopy",
	[MIGRATE_POSTCOPY] = "postcopy",
	[MIGRATE_FILE] = "file",
	[MIGRATE_SNAPSHOT] = "snapshot",
	[MIGRATE_MULTIFD] = "multifd",
	[MIGRATE_MULTIFD_ZLIB] = "multifd-zlib",
	[MIGRATE_MULTIFD_ZSTD] = "multifd-zstd",
};

static const char *const failures[FAILURES] = {
	[FAIL_NOT] = "",
	[FAIL_CANCEL] = "cancel",
	[FAIL_DIES] = "dies",
	[FAIL_CLOSE] = "close",
};

static unsigned int find(const char *const *names, unsigned int count, const char *name)
{
	unsigned int n = 0;

	while (n < count && strcmp(names[n], name))
		n++;
	return n;
}

static bool parse_word(struct migrate_order *order, const char *word)
{
	char *end;

	if (!strncmp(word, "rounds=", 7)) {
		order->rounds = strtoul(word + 7, &end, 10);
		return order->rounds && !*end;
	}
	if (!strncmp(word, "fail=", 5)) {
		order->fail = find(failures, FAILURES, word + 5);
		return order->fail != FAIL_NOT && order->fail != FAILURES;
	}
	order->mode = find(modes, MIGRATE_MODES, word);
	return order->mode != MIGRATE_MODES;
}

bool migrate_order_parse(struct migrate_order *order, char *text)
{
	char *rest = NULL;
	bool good = true;

	*order = (struct migrate_order){ 0 };
	for (char *word = strtok_r(text, " ", &rest); word && good;
	     word = strtok_r(NULL, " ", &rest))
		good = parse_word(order, word);
	return good;
}

bool migrate_order_to_file(const struct migrate_order *order)
{
	return order->mode == MIGRATE_FILE || order->mode == MIGRATE_SNAPSHOT;
}

bool migrate_order_multifd(const struct migrate_order *order)
{
	return order->mode >= MIGRATE_MULTIFD;
}

bool migrate_order_slow(const struct migrate_order *order)
{
	return order->rounds || order->fail;
}

static void add_capability(json_t *list, const char *name, bool on)
{
	json_array_append_new(list, json_pack("{s:s, s:b}", "capability", name, "state", on));
}

/* All are named: a VMM remembers what it was told as a destination. */
json_t *migrate_order_capabilities(const struct migrate_order *order)
{
	json_t *list = json_array();

	add_capability(list, "events", true);
	add_capability(list, "postcopy-ram", order->mode == MIGRATE_POSTCOPY);
	add_capability(list, "multifd", migrate_order_multifd(order));
	add_capability(list, "background-snapshot", order->mode == MIGRATE_SNAPSHOT);
	return json_pack("{s:o}", "capabilities", list);
}

static const char *compression(const struct migrate_order *order)
{
	if (order->mode == MIGRATE_MULTIFD_ZLIB)
		return "zlib";
	return order->mode == MIGRATE_MULTIFD_ZSTD ? "zstd" : "none";
}

/* As fast as this machine copies memory; or so slowly that there is always something left. */
json_t *migrate_order_parameters(const struct migrate_order *order)
{
	bool slow = migrate_order_slow(order);
	json_t *parameters =
		json_pack("{s:I, s:i, s:s}", "max-bandwidth", (json_int_t)(slow ? SLOW : FAST),
			  "downtime-limit", slow ? NO_DOWNTIME_MS : DOWNTIME_MS,
			  "multifd-compression", compression(order));

	if (order->mode == MIGRATE_MULTIFD_ZLIB)
		json_object_set_new(parameters, "multifd-zlib-level", json_integer(FASTEST_LEVEL));
	return parameters;
}

/* What the downtime is worth, in bytes a second: 0 leaves it to the VMM to measure. */
json_t *migrate_order_newer_parameters(bool slow)
{
	return json_pack("{s:i}", "avail-switchover-bandwidth", slow ? SLOWEST : 0);
}

json_t *migrate_order_last_parameters(void)
{
	enum { LONG_DOWNTIME_MS = 10000 };

	return json_pack("{s:I, s:i}", "max-bandwidth", (json_int_t)FAST, "downtime-limit",
			 LONG_DOWNTIME_MS);
}
