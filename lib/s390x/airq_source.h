/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adapters that interrupt when they are asked to: for tests that want an adapter
 * interruption and do not care from whom.
 *
 *	static struct airq_source source;
 *
 *	airq_source_open(&source, 0, 5, handler);
 *	airq_source_raise(&source, 0);
 *	REQUIRE(airq_source_raised(&source));
 *
 * The first kind of these that the machine has is taken: a PONG device, which is as
 * many sources as are wanted; virtio entropy devices of the channel subsystem; the first
 * PCI function, a virtio entropy device.
 */
#ifndef AIRQ_SOURCE_H
#define AIRQ_SOURCE_H

#include <airq.h>
#include <stdbool.h>
#include <stdint.h>
#include <virtio_rng.h>

#define AIRQ_SOURCE_BIT	 11 /* of the vector: the indicator that a source sets */
#define AIRQ_SOURCES_MAX ISCS

/* On which subchannels of sources interrupt, if anybody is open for it. */
#define AIRQ_SOURCE_ISC 3

struct airq_source {
	struct airq airq;
	const struct airq_source_kind *kind;
	const char *name;
	volatile uint8_t summary __attribute__((aligned(8)));
	volatile uint8_t vector[8] __attribute__((aligned(8)));
	struct virtio_rng rng;
	uint8_t byte;
};

/* How many can be open at the same time, each on a subclass of its own or on one with others. */
unsigned int airq_sources(void);

/*
 * The nth of them, until the case ends, with a handler (or NULL) that is called for each
 * interruption that finds the summary set, and takes that away. It does not open
 * the subclass. Skips the case if there are not so many.
 */
void airq_source_open(struct airq_source *source, unsigned int nth, unsigned int isc,
		      airq_handler *handler);

/* Gives it back before the case ends, to open it on another subclass. */
void airq_source_close(struct airq_source *source);

/* The machine was reset: the source is closed, and its device can be spoken to again. */
void airq_source_after_reset(struct airq_source *source);

/*
 * One interruption, soon; from a PONG device, which keeps the time, after so many
 * microseconds. A source that finds its summary set need not interrupt.
 */
void airq_source_raise(struct airq_source *source, unsigned int after_us);

/* Waits until the summary is set, so that the interruption is pending or was taken. */
bool airq_source_raised(struct airq_source *source);

/* Raises one and waits so; without it the case ends. */
void airq_source_pend(struct airq_source *source);

/* Takes the indicator away, and returns whether it was set. */
bool airq_source_take(struct airq_source *source);

/* While something is pending: with the argument migrate=MODE the guest moves, else time passes. */
void airq_meanwhile(void);

/*
 * From airq_source_kind.c. open() tells the device where the indicators are,
 * close() makes it forget them, reach() makes it ready to be opened after a reset.
 */
struct airq_source_kind {
	unsigned int (*count)(void);
	void (*open)(struct airq_source *source, unsigned int nth);
	void (*close)(struct airq_source *source);
	void (*reach)(struct airq_source *source);
	void (*raise)(struct airq_source *source, unsigned int after_us);
};

extern const struct airq_source_kind airq_source_pong, airq_source_virtio, airq_source_zpci;

#endif
