/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <airq_source.h>
#include <args.h>
#include <clock.h>
#include <control.h>
#include <smp.h>
#include <string.h>
#include <test.h>
#include <util.h>

#define PATIENCE (5 * NS_PER_S)
#define QUIET	 (2 * NS_PER_MS)
#define SETTLED	 (20 * NS_PER_US) /* between the summary and the interruption */

static const struct airq_source_kind *kind(void)
{
	static const struct airq_source_kind *const kinds[] = {
		&airq_source_pong,
		&airq_source_virtio,
		&airq_source_zpci,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (kinds[i]->count())
			return kinds[i];
	}
	SKIP("needs a device that raises adapter interruptions: -device virtio-rng-ccw");
}

unsigned int airq_sources(void)
{
	return min(kind()->count(), (unsigned int)AIRQ_SOURCES_MAX);
}

void airq_source_open(struct airq_source *source, unsigned int nth, unsigned int isc,
		      airq_handler *handler)
{
	if (nth >= airq_sources())
		SKIP("needs %u devices that raise adapter interruptions", nth + 1);
	memset(source, 0, sizeof(*source));
	source->airq.isc = isc;
	source->airq.handler = handler;
	source->airq.context = source;
	source->airq.summary = &source->summary;
	source->kind = kind();
	airq_register(&source->airq);
	source->kind->open(source, nth);
}

void airq_source_close(struct airq_source *source)
{
	source->kind->close(source);
	airq_unregister(&source->airq);
}

void airq_source_after_reset(struct airq_source *source)
{
	airq_unregister(&source->airq);
	source->kind->reach(source);
}

void airq_source_raise(struct airq_source *source, unsigned int after_us)
{
	source->kind->raise(source, after_us);
}

bool airq_source_raised(struct airq_source *source)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (!source->summary && clock_ns() < end)
		cpu_relax();
	clock_delay(SETTLED);
	return source->summary;
}

void airq_source_pend(struct airq_source *source)
{
	airq_source_raise(source, 0);
	REQUIRE(airq_source_raised(source), "%s does not set its summary", source->name);
}

bool airq_source_take(struct airq_source *source)
{
	return airq_take_bit(source->vector, AIRQ_SOURCE_BIT);
}

void airq_meanwhile(void)
{
	const char *mode = args_value("migrate");

	if (mode)
		control_migrate(mode, NULL);
	clock_delay(QUIET);
}
