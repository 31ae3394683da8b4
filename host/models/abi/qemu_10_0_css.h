/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What models know of the channel subsystem of QEMU 10.0; see qemu_10_0.h. */
#ifndef ABI_QEMU_10_0_CSS_H
#define ABI_QEMU_10_0_CSS_H

#include "qemu_10_0.h"

/* Halfwords and words in these are in the byte order of the host. */
struct scsw {
	uint16_t flags;
	uint16_t control;
	uint32_t address;
	uint8_t device_status, subchannel_status;
	uint16_t count;
};

enum {
	SCSW_FUNCTION_START = 0x4000,
	SCSW_FUNCTION_HALT = 0x2000,
	SCSW_FUNCTION_CLEAR = 0x1000,
	SCSW_FUNCTIONS = 0x7000,
	SCSW_RESUME_PENDING = 0x0800,
	SCSW_START_PENDING = 0x0400,
	SCSW_SUBCHANNEL_ACTIVE = 0x0080,
	SCSW_DEVICE_ACTIVE = 0x0040,
	SCSW_SUSPENDED = 0x0020,
	SCSW_ALERT = 0x0010,
	SCSW_INTERMEDIATE = 0x0008,
	SCSW_PRIMARY = 0x0004,
	SCSW_SECONDARY = 0x0002,
	SCSW_PENDING = 0x0001,
	SCSW_STATUS = 0x001f,
};

enum {
	SCSW_PCI = 0x80,
	SCSW_INCORRECT_LENGTH = 0x40,
	SCSW_PROGRAM_CHECK = 0x20,
};

struct pmcw {
	uint32_t parameter;
	uint16_t flags, device;
	uint8_t lpm, pnom, lpum, pim;
	uint16_t mbi;
	uint8_t pom, pam, chpid[8];
	uint32_t characteristics;
};

enum {
	PMCW_ISC = 0x3800,
	PMCW_ISC_SHIFT = 11,
	PMCW_ENABLED = 0x0080,
	PMCW_VALID = 0x0001,
};

struct schib {
	struct pmcw pmcw;
	struct scsw scsw;
	uint8_t model[12];
};

struct orb {
	uint32_t parameter;
	uint16_t control0;
	uint8_t lpm, control1;
	uint32_t program;
};

enum {
	ORB_SUSPEND = 0x0800,
	ORB_FORMAT_1 = 0x0080,
	ORB_SUPPRESS_SUSPENDED = 0x0008,
};

/* Always as format 1. */
struct ccw {
	uint8_t command, flags;
	uint16_t count;
	uint32_t data;
};

enum {
	CCW_CHAIN_DATA = 0x80,
	CCW_CHAIN_COMMAND = 0x40,
	CCW_ANY_LENGTH = 0x20,
	CCW_PCI = 0x08,
	CCW_SUSPEND = 0x02,
	CCW_MIDA = 0x01,
};

enum { CCW_TIC = 0x08 };

/* The data of one CCW. */
struct ccw_stream {
	uint8_t flags, at_idaw;
	uint16_t at_byte, count;
	uint32_t start;
	int (*move)(struct ccw_stream *stream, void *data, int size, int direction);
	uint64_t address;
	bool skip;
};

enum { FROM_GUEST, TO_GUEST };

struct sense_id {
	uint8_t reserved; /* always SENSE_ID_VALID */
	uint16_t cu_type;
	uint8_t cu_model;
	uint16_t dev_type;
	uint8_t dev_model, unused;
	uint8_t ciw[62 * 4];
};

enum { SENSE_ID_VALID = 0xff };

struct subchannel {
	struct schib schib;
	struct orb orb;
	uint8_t cssid, ssid;
	uint16_t number, device;
	uint8_t sense[32];
	uint64_t program; /* address of the CCW that is executed */
	struct ccw last;
	bool last_valid, format_1, thin_interrupts;
	uint8_t no_data;
	uint16_t migrated_number;
	struct ccw_stream stream;
	/* 0, or -EAGAIN to go on at program, -EIO if status is set, another one for a check */
	int (*command)(struct subchannel *sch, struct ccw ccw);
	void (*disabled)(struct subchannel *sch);
	int (*work)(struct subchannel *sch); /* a condition code */
	void (*irb)(struct subchannel *sch, void *irb);
	struct sense_id id;
	void *driver; /* must be an object */
	uint8_t esw[20];
};

_Static_assert(sizeof(struct scsw) == 12, "scsw");
_Static_assert(sizeof(struct pmcw) == 28, "pmcw");
_Static_assert(sizeof(struct schib) == 52, "schib");
_Static_assert(sizeof(struct orb) == 12, "orb");
_Static_assert(sizeof(struct ccw) == 8, "ccw");
_Static_assert(sizeof(struct ccw_stream) == 40, "ccw_stream");
_Static_assert(offsetof(struct subchannel, stream) == 128, "subchannel.stream");
_Static_assert(offsetof(struct subchannel, command) == 168, "subchannel.command");
_Static_assert(offsetof(struct subchannel, id) == 200, "subchannel.id");
_Static_assert(offsetof(struct subchannel, driver) == 464, "subchannel.driver");
_Static_assert(sizeof(struct subchannel) == 496, "subchannel");

struct css_id {
	uint8_t cssid, ssid;
	uint16_t number;
	bool valid;
};

struct ccw_device {
	struct device parent;
	struct subchannel *sch;
	struct css_id asked, device, subchannel;
	uint8_t loadparm[8];
};

struct ccw_device_class {
	struct device_class parent;
	void (*unplug)(void *handler, void *device, struct error **error);
	bool (*realize)(struct ccw_device *device, struct error **error);
	void (*refill_ids)(struct ccw_device *device);
};

_Static_assert(sizeof(struct ccw_device) == 192, "ccw_device");
_Static_assert(sizeof(struct ccw_device_class) == 208, "ccw_device_class");

/* The controller of floating interrupts, and what it keeps when QEMU emulates the CPUs. */
struct flic_class {
	struct device_class parent;
	void *calls[4];
	int (*clear_io)(void *flic, uint16_t id, uint16_t number);
	void *more_calls[5];
};

struct flic_io {
	uint16_t id, number;
	uint32_t parameter, word;
	struct flic_io *next, **previous;
};

struct flic_common {
	struct device parent;
	uint8_t bus_part[656];
	bool suppression, migration;
};

struct flic {
	struct flic_common common;
	uint32_t pending, service;
	uint8_t single, none;
	struct flic_io *io[8]; /* by subclass */
	bool migrate_all;
};

_Static_assert(sizeof(struct flic_class) == 264, "flic_class");
_Static_assert(offsetof(struct flic, io) == 832, "flic.io");
_Static_assert(sizeof(struct flic) == 904, "flic");

enum { ADAPTER_VIRTIO };

struct subchannel *css_create_sch(struct css_id id, struct error **error) QEMU_SYMBOL;
unsigned int css_find_free_chpid(uint8_t cssid) QEMU_SYMBOL;
void css_subch_assign(uint8_t cssid, uint8_t ssid, uint16_t number, uint16_t device,
		      struct subchannel *sch) QEMU_SYMBOL;
void css_sch_build_virtual_schib(struct subchannel *sch, uint8_t chpid, uint8_t type) QEMU_SYMBOL;
void css_generate_sch_crws(uint8_t cssid, uint8_t ssid, uint16_t number, int hotplugged,
			   int add) QEMU_SYMBOL;
uint16_t css_build_subchannel_id(struct subchannel *sch) QEMU_SYMBOL;
void css_inject_io_interrupt(struct subchannel *sch) QEMU_SYMBOL;
void css_adapter_interrupt(int type, uint8_t isc) QEMU_SYMBOL;
int do_subchannel_work_virtual(struct subchannel *sch) QEMU_SYMBOL;
void build_irb_virtual(struct subchannel *sch, void *irb) QEMU_SYMBOL;
void ccw_dstream_init(struct ccw_stream *stream, const struct ccw *ccw,
		      const struct orb *orb) QEMU_SYMBOL;
struct flic *s390_get_flic(void) QEMU_SYMBOL;
struct flic_class *s390_get_flic_class(struct flic *flic) QEMU_SYMBOL;

extern const struct vmstate vmstate_ccw_dev QEMU_SYMBOL;
extern const struct vmstate vmstate_subch_dev QEMU_SYMBOL;

#endif
