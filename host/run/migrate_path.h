/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way that a guest's state takes: a pair of sockets, or a file without a
 * name: either reaches the VMMs as a descriptor; or, where many connections are wanted, a
 * socket whose name is in no file system. So nothing is left behind.
 */
#ifndef MIGRATE_PATH_H
#define MIGRATE_PATH_H

#include "migrate_order.h"
#include "qmp.h"

struct job;

struct migrate_path {
	bool fdset;  /* the VMM takes files as file:/dev/fdset/N */
	int out, in; /* of the source, of the destination; -1: closed */
	int cut;     /* another name of the socket that out is; or -1 */
	char *name;  /* of the socket on which many connections are made; or NULL */
	/* where both VMMs are in a lab, which takes with it what is left there; or NULL */
	char *send_uri, *receive_uri;
};

void migrate_path_clear(struct migrate_path *path);
bool migrate_path_open(struct migrate_path *path, const struct migrate_order *order,
		       struct job *job);
void migrate_path_close(struct migrate_path *path);
/* Ends the connection under both of them. */
void migrate_path_cut(struct migrate_path *path);
/* What the destination has to inherit; -1: nothing. */
int migrate_path_inherited(const struct migrate_path *path);
/* Tells the monitors; reply hears whether the migration has begun. */
void migrate_path_send(struct migrate_path *path, struct qmp *qmp, qmp_reply_fn *reply,
		       void *context);
void migrate_path_receive(struct migrate_path *path, struct qmp *qmp, qmp_reply_fn *reply,
			  void *context);

#endif
