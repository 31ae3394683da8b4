/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "migrate_figures.h"
#include "loop.h"

static uint64_t number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

void migrate_figures_take(struct migrate_figures *figures, const json_t *answer)
{
	const json_t *ram = json_object_get(answer, "ram");
	uint64_t page = number(ram, "page-size"), pages = page ? number(ram, "total") / page : 0;
	uint64_t sent = number(ram, "normal") + number(ram, "duplicate");

	*figures = (struct migrate_figures){
		.downtime_ns = number(answer, "downtime") * NS_PER_MS,
		.total_ns = number(answer, "total-time") * NS_PER_MS,
		.rounds = number(ram, "dirty-sync-count"),
		.sent = sent,
		.resent = sent > pages ? sent - pages : 0,
	};
}
