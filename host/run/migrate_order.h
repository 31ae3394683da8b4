/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest can ask for: a mode, and words behind it.
 *
 *	rounds=N	memory is gone through at least N times before the switch
 *	fail=HOW	it is made to fail in the middle: cancel, dies (the destination), close
 */
#ifndef MIGRATE_ORDER_H
#define MIGRATE_ORDER_H

#include <jansson.h>
#include <stdbool.h>

enum migrate_mode {
	MIGRATE_PRECOPY,
	MIGRATE_POSTCOPY,
	MIGRATE_FILE,
	MIGRATE_SNAPSHOT, /* to a file, while the guest runs on */
	MIGRATE_MULTIFD,
	MIGRATE_MULTIFD_ZLIB,
	MIGRATE_MULTIFD_ZSTD,
	MIGRATE_MODES
};

enum migrate_failure { FAIL_NOT, FAIL_CANCEL, FAIL_DIES, FAIL_CLOSE, FAILURES };

struct migrate_order {
	enum migrate_mode mode;
	enum migrate_failure fail;
	unsigned int rounds;
};

/* False if the words make no sense; the empty text is precopy. */
bool migrate_order_parse(struct migrate_order *order, char *text);
extern const char migrate_order_usage[];

bool migrate_order_to_file(const struct migrate_order *order);
bool migrate_order_multifd(const struct migrate_order *order);
bool migrate_order_slow(const struct migrate_order *order); /* until its end is let come */
/* Arguments of the monitor's commands. The source's and the destination's are the same. */
json_t *migrate_order_capabilities(const struct migrate_order *order);
json_t *migrate_order_parameters(const struct migrate_order *order);
/* As long as it is slow it ends only when nothing is left; older VMMs refuse them. */
json_t *migrate_order_newer_parameters(bool slow);
json_t *migrate_order_last_parameters(void); /* that let it come to an end */

#endif
