/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cfg.h"
#include "text.h"

/* Each check returns what is wrong with the value, or NULL. */
typedef const char *check_fn(const char *value);

static const char *check_text(const char *value)
{
	return *value ? NULL : "needs a value";
}

static const char *check_words(const char *value)
{
	struct words words = { 0 };
	bool balanced = words_split(&words, value, "");

	words_free(&words);
	return balanced ? NULL : "has a double quote without its partner";
}

static const char *check_smp(const char *value)
{
	uint64_t n;

	return parse_unsigned(value, 1024, &n) && n ? NULL : "must be a number from 1 to 1024";
}

static const char *check_seconds(const char *value)
{
	unsigned int seconds;

	return parse_seconds(value, &seconds) && seconds ? NULL
							 : "must be a time such as 30, 90s or 2m";
}

/* The name is part of a file name; what stands behind a comma is for the model. */
static const char *check_models(const char *value)
{
	struct words words = { 0 };
	const char *problem = NULL;

	words_split(&words, value, "");
	if (!words.count)
		problem = "needs a value";
	for (size_t i = 0; i < words.count; i++) {
		size_t length = strcspn(words.item[i], ",");

		if (!length ||
		    length != strspn(words.item[i], "abcdefghijklmnopqrstuvwxyz0123456789-"))
			problem = "must be NAME or NAME,OPTION=VALUE, such as pong";
	}
	words_free(&words);
	return problem;
}

static const char *check_bool(const char *value)
{
	return !strcmp(value, "yes") || !strcmp(value, "no") ? NULL : "must be yes or no";
}

static const char *check_arches(const char *value)
{
	struct words words = { 0 };
	const char *problem = NULL;

	words_split(&words, value, ",");
	if (!words.count)
		problem = "needs a value";
	for (size_t i = 0; i < words.count; i++) {
		if (arch_by_name(words.item[i]) == ARCH_COUNT)
			problem = "must name architectures: s390x, arm, x86";
	}
	words_free(&words);
	return problem;
}

static const char *check_file(const char *value)
{
	const char *slash = strchr(value, '/');

	if (!slash || slash == value || !slash[1] || strstr(value, "..") || strchr(value, ' '))
		return "must be DIRECTORY/NAME, such as common/traps";
	return NULL;
}

static const struct key {
	const char *name;
	check_fn *check;
} keys[CFG_KEYS] = {
	[CFG_FILE] = { "file", check_file },
	[CFG_ARCH] = { "arch", check_arches },
	[CFG_SMP] = { "smp", check_smp },
	[CFG_GROUPS] = { "groups", check_text },
	[CFG_TIMEOUT] = { "timeout", check_seconds },
	[CFG_RUN_TIMEOUT] = { "run_timeout", check_seconds },
	[CFG_QEMU_PARAMS] = { "qemu_params", check_words },
	[CFG_MACHINE] = { "machine", check_text },
	[CFG_MODEL] = { "model", check_models },
	[CFG_TEST_ARGS] = { "test_args", check_words },
	[CFG_HOST] = { "host", check_text },
	[CFG_NEEDS] = { "needs", check_text },
	[CFG_MIGRATE] = { "migrate", check_bool },
	[CFG_KNOWN] = { "known", check_text },
};

static bool fail(struct cfg *cfg, unsigned int line, const char *format, ...) PRINTF(3, 4);

static bool fail(struct cfg *cfg, unsigned int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	cfg->error = xvasprintf(format, args);
	va_end(args);
	cfg->error_line = line;
	return false;
}

/* Cuts blanks at both ends, in place. */
static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

/* A # at the start or after a blank begins a comment, unless it is quoted. */
static void cut_comment(char *text)
{
	bool quoted = false;

	for (char *c = text; *c; c++) {
		if (*c == '"')
			quoted = !quoted;
		if (*c == '#' && !quoted && (c == text || isspace((unsigned char)c[-1]))) {
			*c = '\0';
			return;
		}
	}
}

static bool good_name(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
					   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.+")];
}

static bool add_section(struct cfg *cfg, char *text, unsigned int line)
{
	char *end = strchr(text, ']');
	char *name;

	if (!end || end[1])
		return fail(cfg, line, "a section is written [name]");
	*end = '\0';
	name = trim(text + 1);
	if (!good_name(name))
		return fail(cfg, line, "section name '%s': use letters, digits, _ - . +", name);
	for (size_t i = 0; i < cfg->count; i++) {
		if (!strcmp(cfg->sections[i].name, name))
			return fail(cfg, line, "section [%s] is already in line %u", name,
				    cfg->sections[i].line);
	}
	GROW(cfg->sections, cfg->count);
	cfg->sections[cfg->count++] = (struct cfg_section){ .name = xstrdup(name), .line = line };
	return true;
}

static bool unknown_key(struct cfg *cfg, const char *name, unsigned int line)
{
	struct words known = { 0 };
	const char *near;

	for (size_t i = 0; i < CFG_KEYS; i++)
		words_add(&known, keys[i].name);
	near = nearest_name(name, &known);
	fail(cfg, line, "unknown key '%s'%s%s%s", name, near ? ": did you mean '" : "",
	     near ? near : "", near ? "'?" : "");
	words_free(&known);
	return false;
}

/* Splits key.ARCH, and finds the place where the value goes. */
static struct cfg_value *find_place(struct cfg *cfg, char *name, enum cfg_key *key,
				    unsigned int line)
{
	struct cfg_section *section = &cfg->sections[cfg->count - 1];
	char *dot = strchr(name, '.');
	enum arch arch = ARCH_COUNT;

	if (dot) {
		*dot++ = '\0';
		arch = arch_by_name(dot);
		if (arch == ARCH_COUNT) {
			fail(cfg, line, "'%s' behind '%s.' is no architecture: s390x, arm, x86",
			     dot, name);
			return NULL;
		}
	}
	for (*key = 0; *key < CFG_KEYS && strcmp(keys[*key].name, name);)
		++*key;
	if (*key == CFG_KEYS) {
		unknown_key(cfg, name, line);
		return NULL;
	}
	if (dot && (*key == CFG_ARCH || *key == CFG_FILE)) {
		fail(cfg, line, "'%s' cannot differ between architectures", name);
		return NULL;
	}
	return dot ? &section->special[*key][arch] : &section->plain[*key];
}

static bool add_value(struct cfg *cfg, char *text, unsigned int line)
{
	char *equals = strchr(text, '='), *name;
	struct cfg_value *place;
	const char *problem;
	enum cfg_key key;

	if (!equals)
		return fail(cfg, line, "expected [section] or key = value, found '%s'", text);
	*equals = '\0';
	name = trim(text);
	text = trim(equals + 1);
	if (!cfg->count)
		return fail(cfg, line, "'%s' stands before the first [section]", name);
	place = find_place(cfg, name, &key, line);
	if (!place)
		return false;
	if (place->text)
		return fail(cfg, line, "'%s' is already in line %u", name, place->line);
	problem = keys[key].check(text);
	if (problem)
		return fail(cfg, line, "'%s' %s, not '%s'", name, problem, text);
	*place = (struct cfg_value){ xstrdup(text), line };
	return true;
}

static bool check_sections(struct cfg *cfg)
{
	for (size_t i = 0; i < cfg->count; i++) {
		const struct cfg_section *section = &cfg->sections[i];
		bool any = false;

		if (!section->plain[CFG_FILE].text)
			return fail(cfg, section->line, "[%s] has no file =", section->name);
		for (enum arch arch = 0; arch < ARCH_COUNT; arch++)
			any |= cfg_has_arch(section, arch);
		if (!any)
			return fail(cfg, section->line,
				    "[%s] is for no architecture: add arch =", section->name);
	}
	return true;
}

static bool parse_line(struct cfg *cfg, char *text, unsigned int line)
{
	cut_comment(text);
	text = trim(text);
	if (!*text)
		return true;
	return *text == '[' ? add_section(cfg, text, line) : add_value(cfg, text, line);
}

bool cfg_parse(struct cfg *cfg, const char *text, size_t length)
{
	const char *end = text + length;
	unsigned int line = 1;
	bool good = true;

	*cfg = (struct cfg){ 0 };
	if (memchr(text, '\0', length))
		return fail(cfg, 1, "this is not a text file");
	for (; good && text < end; line++) {
		const char *newline = memchr(text, '\n', end - text);
		size_t size = (newline ? newline : end) - text;
		char *copy = xstrndup(text, size);

		good = parse_line(cfg, copy, line);
		free(copy);
		text += size + 1;
	}
	return good && check_sections(cfg);
}

void cfg_free(struct cfg *cfg)
{
	for (size_t i = 0; i < cfg->count; i++) {
		struct cfg_section *section = &cfg->sections[i];

		for (enum cfg_key key = 0; key < CFG_KEYS; key++) {
			free(section->plain[key].text);
			for (enum arch arch = 0; arch < ARCH_COUNT; arch++)
				free(section->special[key][arch].text);
		}
		free(section->name);
	}
	free(cfg->sections);
	free(cfg->error);
	*cfg = (struct cfg){ 0 };
}

const struct cfg_value *cfg_get(const struct cfg_section *section, enum cfg_key key, enum arch arch)
{
	if (section->special[key][arch].text)
		return &section->special[key][arch];
	return section->plain[key].text ? &section->plain[key] : NULL;
}

const char *cfg_text(const struct cfg_section *section, enum cfg_key key, enum arch arch)
{
	const struct cfg_value *value = cfg_get(section, key, arch);

	return value ? value->text : NULL;
}

bool cfg_has_arch(const struct cfg_section *section, enum arch arch)
{
	const char *file = section->plain[CFG_FILE].text;
	const char *list = section->plain[CFG_ARCH].text;
	struct words words = { 0 };
	size_t length;
	bool found;

	if (list) {
		words_split(&words, list, ",");
		found = words_have(&words, arch_info[arch].name);
		words_free(&words);
		return found;
	}
	length = strcspn(file, "/");
	if (!strncmp(file, "common/", length + 1))
		return true;
	return strlen(arch_info[arch].name) == length &&
	       !strncmp(file, arch_info[arch].name, length);
}
