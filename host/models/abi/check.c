/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static char problem[256];

static const char *say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static const char *say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(problem, sizeof(problem), format, args);
	va_end(args);
	return problem;
}

/* The kernel reads for us: a wrong address is an answer, not the end. */
static bool peek(const void *from, void *to, size_t size)
{
	int ends[2];
	bool good;

	if (!from || pipe2(ends, O_CLOEXEC))
		return false;
	good = write(ends[1], from, size) == (ssize_t)size &&
	       read(ends[0], to, size) == (ssize_t)size;
	close(ends[0]);
	close(ends[1]);
	return good;
}

bool check_text(const char *pointer, const char *text)
{
	char found[64];
	size_t size = strlen(text) + 1;

	return size <= sizeof(found) && peek(pointer, found, size) && !memcmp(found, text, size);
}

static const char *check_version(void)
{
	struct version_info *info;

	if (!qmp_query_version)
		return "it exports no symbols";
	info = qmp_query_version(NULL);
	if (info->qemu->major != ABI_MAJOR || info->qemu->minor != ABI_MINOR)
		return say("its version is %d.%d.%d", (int)info->qemu->major,
			   (int)info->qemu->minor, (int)info->qemu->micro);
	return NULL;
}

static void never(void *opaque)
{
	(void)opaque;
}

/* A timer that QEMU fills in shows where its members are, and how large it is. */
static const char *check_timer(void)
{
	union {
		struct qemu_timer timer;
		unsigned char bytes[2 * sizeof(struct qemu_timer)];
	} probe;
	const struct qemu_timer *timer = &probe.timer;
	enum { UNTOUCHED = 0xa5 };

	memset(&probe, UNTOUCHED, sizeof(probe));
	timer_init_full(&probe.timer, NULL, CLOCK_OF_GUEST, 1, 0, never, &probe);
	if (timer->expires != -1 || timer->callback != never || timer->opaque != &probe ||
	    timer->scale != 1 || timer->attributes)
		return "its timers have another layout";
	for (size_t i = sizeof(*timer); i < sizeof(probe); i++) {
		if (probe.bytes[i] != UNTOUCHED)
			return "its timers are larger";
	}
	return NULL;
}

static const char *check_symbols(void)
{
	static const struct {
		const char *name;
		const void *place;
	} wanted[] = {
#define SYMBOL(name) { #name, &(name) }
		SYMBOL(type_register_static),
		SYMBOL(object_class_by_name),
		SYMBOL(object_class_dynamic_cast),
		SYMBOL(error_setg_internal),
		SYMBOL(g_free),
		SYMBOL(vmstate_info_buffer),
		SYMBOL(resettable_class_set_parent_phases),
		SYMBOL(timer_init_full),
		SYMBOL(timer_mod_ns),
		SYMBOL(timer_del),
		SYMBOL(qemu_clock_get_ns),
		SYMBOL(cpu_physical_memory_rw),
		SYMBOL(cpu_physical_memory_map),
		SYMBOL(cpu_physical_memory_unmap),
		SYMBOL(cpu_physical_memory_is_io),
#undef SYMBOL
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (!wanted[i].place)
			return say("it has no symbol %s", wanted[i].name);
	}
	return NULL;
}

const char *check_qemu(void)
{
	static const struct type_wanted device = { "device", sizeof(struct device_class),
						   sizeof(struct device) };
	const char *wrong = check_version();

	if (!wrong)
		wrong = check_symbols();
	if (!wrong)
		wrong = check_type(&device);
	return wrong ? wrong : check_timer();
}

const char *check_type(const struct type_wanted *wanted)
{
	const struct object_class *class = object_class_by_name(wanted->name);
	struct object_class copy;
	struct type_kept type;

	if (!class)
		return say("it has no %s", wanted->name);
	if (!peek(class, &copy, sizeof(copy)) || !peek(copy.type, &type, sizeof(type)) ||
	    !check_text(type.name, wanted->name))
		return "its types have another layout";
	if (wanted->class_size && type.class_size != wanted->class_size)
		return say("its class %s has %zu bytes, not %zu", wanted->name, type.class_size,
			   wanted->class_size);
	if (wanted->instance_size && type.instance_size != wanted->instance_size)
		return say("its %s has %zu bytes, not %zu", wanted->name, type.instance_size,
			   wanted->instance_size);
	return NULL;
}

static const struct vmstate_field *find_field(const struct vmstate *vmstate, const char *name)
{
	enum { MOST = 100 };
	const struct vmstate_field *field = vmstate->fields;
	struct vmstate_field copy;

	for (int i = 0; i < MOST && peek(field, &copy, sizeof(copy)); i++, field++) {
		if (copy.flags == VMSTATE_END)
			return NULL;
		if (check_text(copy.name, name))
			return field;
	}
	return NULL;
}

const char *check_members(const struct vmstate *vmstate, const struct member_wanted *wanted,
			  size_t count)
{
	if (!vmstate)
		return "it cannot migrate the structure";
	for (size_t i = 0; i < count; i++) {
		const struct vmstate_field *field = find_field(vmstate, wanted[i].name);

		if (!field)
			return say("its structures have no %s", wanted[i].name);
		if (field->offset != wanted[i].offset)
			return say("%s is at %zu, not at %zu", wanted[i].name, field->offset,
				   wanted[i].offset);
	}
	return NULL;
}

void check_refuse(const char *model, const char *wrong)
{
	fprintf(stderr, "%s: this QEMU cannot take the model, which is for series %s: %s\n", model,
		ABI_SERIES, wrong);
	exit(1);
}
