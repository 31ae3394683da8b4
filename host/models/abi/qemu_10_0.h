/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What models know of the structures of QEMU 10.0: the object model, devices,
 * timers, migration. Layouts as that series has them on 64-bit hosts, in our own
 * words; members that no model uses are only counted. check.c compares them with
 * the running QEMU before anything relies on them.
 *
 * Functions and data of QEMU are weak: where one is missing the plugin is still
 * loaded, and can say so itself.
 */
#ifndef ABI_QEMU_10_0_H
#define ABI_QEMU_10_0_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ABI_MAJOR 10
#define ABI_MINOR 0

#define QEMU_SYMBOL __attribute__((weak))

_Static_assert(sizeof(void *) == 8, "models are for 64-bit hosts");

/* ---- version ---- */

struct version_triple {
	int64_t major, minor, micro;
};

struct version_info {
	struct version_triple *qemu;
	char *package;
};

struct version_info *qmp_query_version(void *error) QEMU_SYMBOL;

/* ---- object model ---- */

struct error;

/* How QEMU keeps a type that was registered; the sizes are what check.c wants. */
struct type_kept {
	const char *name;
	size_t class_size;
	size_t instance_size;
};

struct object_class {
	const struct type_kept *type;
	void *interfaces;
	const char *casts[8];
	void (*unparent)(void *);
	void *properties;
};

struct object {
	struct object_class *class;
	void (*free)(void *);
	void *properties;
	uint32_t ref;
	struct object *parent;
};

struct type_info {
	const char *name, *parent;
	size_t instance_size, instance_align;
	void (*instance_init)(void *object);
	void (*instance_post_init)(void *object);
	void (*instance_finalize)(void *object);
	bool abstract;
	size_t class_size;
	void (*class_init)(void *class, void *data);
	void (*class_base_init)(void *class, void *data);
	void *class_data;
	void *interfaces;
};

_Static_assert(sizeof(struct object_class) == 96, "object_class");
_Static_assert(sizeof(struct object) == 40, "object");
_Static_assert(sizeof(struct type_info) == 104, "type_info");

void *type_register_static(const struct type_info *info) QEMU_SYMBOL;
struct object_class *object_class_by_name(const char *name) QEMU_SYMBOL;
void *object_class_dynamic_cast(void *class, const char *type) QEMU_SYMBOL;
void error_setg_internal(struct error **error, const char *file, int line, const char *function,
			 const char *format, ...) QEMU_SYMBOL;
void g_free(void *memory) QEMU_SYMBOL;

/* ---- migration ---- */

struct vmstate;
struct vmstate_info;

struct vmstate_field {
	const char *name;
	const char *hint;
	size_t offset, size, start;
	int num;
	size_t num_offset, size_offset;
	const struct vmstate_info *info;
	uint32_t flags;
	const struct vmstate *vmstate;
	int version, struct_version;
	bool (*exists)(void *opaque, int version);
};

enum {
	VMSTATE_STRUCTURE = 0x008,
	VMSTATE_BUFFER = 0x020,
	VMSTATE_END = 0x10000,
};

struct vmstate {
	const char *name;
	bool unmigratable, early_setup;
	int version, minimum_version;
	int priority;
	int (*pre_load)(void *opaque);
	int (*post_load)(void *opaque, int version);
	int (*pre_save)(void *opaque);
	int (*post_save)(void *opaque);
	bool (*needed)(void *opaque);
	bool (*unplug_pending)(void *opaque);
	const struct vmstate_field *fields;
	const struct vmstate *const *subsections;
};

_Static_assert(sizeof(struct vmstate_field) == 104, "vmstate_field");
_Static_assert(offsetof(struct vmstate, fields) == 72, "vmstate");

extern const struct vmstate_info vmstate_info_buffer QEMU_SYMBOL;

/* ---- devices ---- */

struct device_class {
	struct object_class parent;
	unsigned long categories;
	const char *firmware_name, *description;
	const void *properties;
	uint16_t property_count;
	bool user_creatable, hotpluggable;
	void (*legacy_reset)(void *device);
	void (*realize)(void *device, struct error **error);
	void (*unrealize)(void *device);
	void *sync_config;
	const struct vmstate *vmstate;
	const char *bus_type;
};

struct device {
	struct object parent;
	char *id, *path;
	bool realized, deleted_event;
	int64_t deleted_expires;
	int hotplugged;
	bool unplug_in_migration;
	void *bus;
	void *lists[3];
	int children, alias, alias_version;
	struct {
		unsigned int count;
		bool hold_pending, exiting;
	} reset;
	void *unplug_blockers;
	bool in_io;
};

_Static_assert(sizeof(struct device_class) == 184, "device_class");
_Static_assert(sizeof(struct device) == 152, "device");

typedef void reset_phase(void *object, int type);

struct reset_phases {
	reset_phase *enter, *hold, *exit;
};

void resettable_class_set_parent_phases(void *class, reset_phase *enter, reset_phase *hold,
					reset_phase *exit, struct reset_phases *parent) QEMU_SYMBOL;

/* ---- time ---- */

enum { CLOCK_OF_GUEST = 1 }; /* QEMU's virtual clock, in ns: stands while the guest does */

struct qemu_timer {
	int64_t expires;
	void *list;
	void (*callback)(void *opaque);
	void *opaque;
	struct qemu_timer *next;
	int attributes, scale;
};

_Static_assert(sizeof(struct qemu_timer) == 48, "qemu_timer");

void timer_init_full(struct qemu_timer *timer, void *group, int clock, int scale, int attributes,
		     void (*callback)(void *opaque), void *opaque) QEMU_SYMBOL;
void timer_mod_ns(struct qemu_timer *timer, int64_t expires) QEMU_SYMBOL;
void timer_del(struct qemu_timer *timer) QEMU_SYMBOL;
int64_t qemu_clock_get_ns(int clock) QEMU_SYMBOL;

/* ---- memory of the guest, by absolute address ---- */

void cpu_physical_memory_rw(uint64_t address, void *data, uint64_t size, bool write) QEMU_SYMBOL;
void *cpu_physical_memory_map(uint64_t address, uint64_t *size, bool write) QEMU_SYMBOL;
void cpu_physical_memory_unmap(void *data, uint64_t size, bool write, uint64_t used) QEMU_SYMBOL;
bool cpu_physical_memory_is_io(uint64_t address) QEMU_SYMBOL;

#endif
