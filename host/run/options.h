/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user asked for, on the command line and in the environment. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "text.h"

enum mode {
	MODE_RUN,
	MODE_LIST,
	MODE_DOCS,
	MODE_MODELS,
	MODE_COMPLETE,
	MODE_MERGE,
	MODE_GDB,
	MODE_PRINT_COMMAND,
	MODE_SHELL,
};

struct options {
	enum mode mode;
	struct words patterns; /* runs, images, RUN/CASE; for --merge: files */
	struct words arches;
	struct words hosts;
	struct words groups;
	struct words models; /* NAME,OPTION: what models of the runs get, too */
	struct words put;    /* files of the user's, for --shell */
	const char *build;
	const char *cache; /* where times and abilities are kept */
	const char *config;
	const char *output;
	const char *known; /* NULL: host/known/HOST.txt beside the configuration */
	const char *fault; /* of the labs' kernels: a name, or none; NULL: stock kernels */
	const char *times; /* NULL: in the build directory */
	unsigned int jobs;
	unsigned int repeat;
	unsigned int shard, shards; /* 1/1: everything */
	unsigned int timeout;	    /* of a case, for all; 0: as configured */
	unsigned int max_smp;	    /* 0: no limit */
	uint64_t seed;
	bool seeded;
	bool all;
	bool until_fail;
	bool ktap;
	bool verbose;
	bool keep;
	bool color;
};

/* Ends the program itself for --help, --version and what it cannot understand. */
void options_parse(struct options *options, int argc, char **argv);
void options_free(struct options *options);

/* One line on standard error, and status 2. */
void die(const char *format, ...) PRINTF(1, 2) __attribute__((noreturn));
void warn(const char *format, ...) PRINTF(1, 2);

#endif
