/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way that a guest's state takes: a pair of sockets, or a file without a
 * name. Either reaches the VMMs as a descriptor, so nothing is left behind.
 */
#ifndef MIGRATE_PATH_H
#define MIGRATE_PATH_H

#include "qmp.h"

struct job;

enum migrate_mode { MIGRATE_PRECOPY, MIGRATE_POSTCOPY, MIGRATE_FILE, MIGRATE_MODES };

struct migrate_path {
	enum migrate_mode mode;
	bool fdset;  /* the VMM takes files as file:/dev/fdset/N */
	int out, in; /* of the source, of the destination; -1: closed */
};

/* The empty text is precopy; MIGRATE_MODES if there is none of that name. */
enum migrate_mode migrate_mode_by_name(const char *name);

void migrate_path_clear(struct migrate_path *path);
bool migrate_path_open(struct migrate_path *path, enum migrate_mode mode, struct job *job);
void migrate_path_close(struct migrate_path *path);
/* What the destination has to inherit; -1: nothing. */
int migrate_path_inherited(const struct migrate_path *path);
/* Tells the monitors; reply hears whether the migration has begun. */
void migrate_path_send(struct migrate_path *path, struct qmp *qmp, qmp_reply_fn *reply,
		       void *context);
void migrate_path_receive(struct migrate_path *path, struct qmp *qmp, qmp_reply_fn *reply,
			  void *context);

#endif
