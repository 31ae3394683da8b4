/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats.h"
#include "known.h"
#include "results.h"

static struct {
	const char *directory;
	int lock; /* the directory itself */
	FILE *lines;
	char *lines_path;
	uint64_t *offsets; /* of each result in the file of lines */
	size_t count;
	uint64_t size;
	unsigned int counts[VERDICT_COUNT];
	json_t *read; /* the result that was read back last */
	size_t read_index;
	bool begun; /* what was there before is gone */
	bool troubled;
} store;

static const char *const old_files[] = { "results.jsonl", "results.json", "results.ktap",
					 "junit.xml",	  "index.html",	  "summary.txt" };

void results_trouble(const char *path, int error)
{
	if (!store.troubled)
		warn("%s: cannot be written: %s: results are incomplete", path, strerror(error));
	store.troubled = true;
}

bool results_troubled(void)
{
	return store.troubled;
}

const char *results_directory(void)
{
	return store.directory;
}

const unsigned int *results_counts(void)
{
	return store.counts;
}

/* Like mkdir -p. */
static bool make_directory(const char *path)
{
	char *copy = xstrdup(path);
	bool made;

	for (char *slash = copy + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(copy, 0777);
		*slash = '/';
	}
	made = !mkdir(copy, 0777) || errno == EEXIST;
	free(copy);
	return made;
}

static void take_directory(const char *directory)
{
	if (!make_directory(directory))
		die("%s: cannot be made: %s", directory, strerror(errno));
	store.lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store.lock < 0)
		die("%s: %s", directory, strerror(errno));
	if (flock(store.lock, LOCK_EX | LOCK_NB))
		die("%s: another hostproof writes its results there: wait for it, or choose "
		    "another directory with --output",
		    directory);
}

/* Only what we wrote: names of our own, and logs. */
static void remove_old(const char *directory)
{
	char *logs = xasprintf("%s/logs", directory);
	DIR *dir;

	for (size_t i = 0; i < ARRAY_SIZE(old_files); i++)
		unlinkat(store.lock, old_files[i], 0);
	dir = opendir(logs);
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		const char *dot = strrchr(entry->d_name, '.');

		if (dot && (!strcmp(dot, ".log") || !strcmp(dot, ".state")))
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
	else if (!make_directory(logs))
		results_trouble(logs, errno);
	free(logs);
}

void results_open(const struct options *options)
{
	store.directory = options->output;
	take_directory(options->output);
	store.lines_path = xasprintf("%s/results.jsonl", options->output);
}

void results_begin(void)
{
	if (store.begun)
		return;
	store.begun = true;
	remove_old(store.directory);
	store.lines = fopen(store.lines_path, "w+e");
	if (!store.lines)
		results_trouble(store.lines_path, errno);
}

static json_t *values_json(const char *values)
{
	json_t *array = json_array();

	while (*values) {
		const char *end = strchr(values, '\n');
		const char *name = values, *number, *unit;

		number = memchr(name, ' ', end - name) + 1;
		unit = memchr(number, ' ', end - number) + 1;
		json_array_append_new(array, json_pack("{s:s%, s:f, s:s%}", "name", name,
						       (size_t)(number - name - 1), "value",
						       strtod(number, NULL), "unit", unit,
						       (size_t)(end - unit)));
		values = end + 1;
	}
	return array;
}

static json_t *words_json(const struct words *words)
{
	json_t *array = json_array();

	for (size_t i = 0; i < words->count; i++)
		json_array_append_new(array, json_string(words->item[i]));
	return array;
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, json_string(text));
}

static const struct known *known_of(const struct result *result)
{
	return result->number ? result->run->cases[result->number - 1].known : NULL;
}

static void describe_case(json_t *line, const struct result *result)
{
	const struct test_case *test;

	if (!result->number) {
		set_text(line, "case", result->run->cases ? STREAM_NAME : NO_CASE_NAME);
		set_text(line, "claim", STREAM_CLAIM);
		return;
	}
	test = &result->run->image->notes.cases[result->number - 1];
	set_text(line, "case", test->name);
	set_text(line, "claim", test->claim);
	set_text(line, "file", test->file);
	json_object_set_new(line, "line", json_integer(test->line));
	if (test->cites.count)
		json_object_set_new(line, "cites", words_json(&test->cites));
}

static json_t *result_json(const struct result *result)
{
	const struct outcome *outcome = result->outcome;
	const struct run *run = result->run;
	json_t *line = json_pack("{s:s, s:s, s:s, s:i}", "run", run->name, "arch",
				 arch_info[run->arch].name, "host", run->host->name, "number",
				 result->number);

	describe_case(line, result);
	set_text(line, "verdict", verdict_name[outcome->verdict]);
	set_text(line, "reason", outcome->reason);
	set_text(line, "place", outcome->place);
	if (outcome->verdict == VERDICT_XFAIL || outcome->verdict == VERDICT_XPASS)
		set_text(line, "known", known_of(result)->reason);
	json_object_set_new(line, "iteration", json_integer(result->iteration));
	json_object_set_new(line, "boot", json_integer(result->boot));
	json_object_set_new(line, "seconds", json_real(result->wall_ns / 1e9));
	if (outcome->guest_ns)
		json_object_set_new(line, "guest_ns", json_integer(outcome->guest_ns));
	if (outcome->values.length)
		json_object_set_new(line, "values", values_json(outcome->values.data));
	if (outcome->log.length)
		set_text(line, "output", outcome->log.data);
	if (run->groups.count)
		json_object_set_new(line, "groups", words_json(&run->groups));
	set_text(line, "log", result->log);
	return line;
}

/* Keeps the lines that are whole. */
static void drop_lines(void)
{
	results_trouble(store.lines_path, errno);
	fclose(store.lines);
	store.lines = NULL;
	if (truncate(store.lines_path, store.size))
		unlink(store.lines_path);
}

void results_add_json(json_t *line)
{
	char *text = json_dumps(line, RESULT_FORMAT);
	size_t length = strlen(text);

	results_begin();
	store.counts[verdict_by_name(json_string_value(json_object_get(line, "verdict")))]++;
	if (store.lines) {
		if (fprintf(store.lines, "%s\n", text) < 0 || fflush(store.lines)) {
			drop_lines();
		} else {
			GROW(store.offsets, store.count);
			store.offsets[store.count++] = store.size;
			store.size += length + 1;
		}
	}
	free(text);
}

/* Failing as listed is expected, passing though listed is news. */
static enum verdict judge(const struct result *result)
{
	const struct known *known = known_of(result);
	enum verdict verdict = result->outcome->verdict;

	if (!known || verdict == VERDICT_SKIP)
		return verdict;
	if (verdict == VERDICT_PASS)
		return VERDICT_XPASS;
	return known_covers(known, result->outcome->reason) ? VERDICT_XFAIL : verdict;
}

void results_add(const struct result *result)
{
	json_t *line;

	result->outcome->verdict = judge(result);
	line = result_json(result);
	results_add_json(line);
	json_decref(line);
}

size_t results_count(void)
{
	return store.count;
}

json_t *results_get(size_t index)
{
	if (store.read && store.read_index == index)
		return json_incref(store.read);
	json_decref(store.read);
	store.read = NULL;
	if (!fseeko(store.lines, store.offsets[index], SEEK_SET))
		store.read = json_loadf(store.lines, JSON_DISABLE_EOF_CHECK, NULL);
	if (!store.read)
		die("%s: changed under our hands", store.lines_path);
	store.read_index = index;
	return json_incref(store.read);
}

const char *result_text(const json_t *line, const char *key)
{
	const char *text = json_string_value(json_object_get(line, key));

	return text ? text : "";
}

static bool write_format(const struct format *format, const struct session *session)
{
	char *path = xasprintf("%s/%s", store.directory, format->file);
	char *temporary = xasprintf("%s/.%s.new", store.directory, format->file);
	FILE *file = fopen(temporary, "we");
	bool good = file;

	if (file) {
		format->write(file, session);
		good = !ferror(file);
		good = !fclose(file) && good && !rename(temporary, path);
	}
	if (!good) {
		results_trouble(path, errno);
		unlink(temporary);
	}
	free(path);
	free(temporary);
	return good;
}

static void write_all(const struct session *session)
{
	bool good;

	results_begin();
	good = store.lines;
	for (size_t i = 0; good && i < format_count; i++)
		good = write_format(&formats[i], session);
	if (store.lines)
		fclose(store.lines);
	json_decref(store.read);
	close(store.lock);
	free(store.lines_path);
	free(store.offsets);
}

int results_status(const struct session *session, int signal)
{
	bool bad = false;

	write_all(session);
	json_decref(session->head);
	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		bad |= store.counts[v] && !verdict_good(v);
	if (signal)
		return 128 + signal;
	return store.troubled ? 2 : bad;
}
