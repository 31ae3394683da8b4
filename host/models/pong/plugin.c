/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loading: options, and whether this QEMU is the one that the model was made for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../abi/check.h"
#include "../abi/plugin.h"
#include "pong.h"

MODEL_NOTE("pong\0"
	   "a channel device that does on request what others do rarely\0"
	   "arch=s390x\0"
	   "device=x-pong\0"
	   "option=fault=NAME[:every=N]: a defect, on each N-th occasion\0"
	   "fault=double-interrupt: an adapter interrupt is raised twice\0"
	   "fault=lost-interrupt: an indicator is set, its interrupt is not raised\0"
	   "fault=wrong-isc: an adapter interrupt has the next subclass\0"
	   "fault=stale-residual: the residual count is that of the command before\0"
	   "fault=same-number: READ gives the number, not plus one\0"
	   "fault=lost-status: a status is pending, its interruption is not\0"
	   "fault=double-status: a status interrupts twice\0"
	   "fault=deaf: HALT leaves a function as it is, halt pending for ever\0"
	   "fault=lost-in-migration: what waits for its time does not migrate\0");

static const char *check_symbols(void)
{
	static const void *const wanted[] = {
		&css_create_sch,
		&css_find_free_chpid,
		&css_subch_assign,
		&css_sch_build_virtual_schib,
		&css_generate_sch_crws,
		&css_build_subchannel_id,
		&css_inject_io_interrupt,
		&css_adapter_interrupt,
		&do_subchannel_work_virtual,
		&build_irb_virtual,
		&ccw_dstream_init,
		&s390_get_flic,
		&s390_get_flic_class,
		&vmstate_ccw_dev,
		&vmstate_subch_dev,
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (!wanted[i])
			return "it has no channel subsystem";
	}
	return NULL;
}

static const char *check_types(void)
{
	static const struct type_wanted wanted[] = {
		{ "ccw-device", sizeof(struct ccw_device_class), sizeof(struct ccw_device) },
		{ "s390-flic-qemu", sizeof(struct flic_class), sizeof(struct flic) },
	};
	const char *wrong = NULL;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]) && !wrong; i++)
		wrong = check_type(&wanted[i]);
	return wrong;
}

/* Classes whose last members are known show that those between are where they should be. */
static const char *check_classes(void)
{
	const struct device_class *ccw = (void *)object_class_by_name("ccw-device");
	const struct device_class *flic = (void *)object_class_by_name("s390-flic-qemu");

	if (!check_text(ccw->bus_type, "virtual-css-bus") || !flic->vmstate ||
	    !check_text(flic->vmstate->name, "qemu-s390-flic"))
		return "its device classes have another layout";
	return NULL;
}

static const char *check_subchannel(void)
{
#define MEMBER(name, member)                              \
	{                                                 \
		name, offsetof(struct subchannel, member) \
	}
	static const struct member_wanted subchannel[] = {
		MEMBER("cssid", cssid),
		MEMBER("ssid", ssid),
		MEMBER("devno", device),
		MEMBER("curr_status", schib),
		MEMBER("sense_data", sense),
		MEMBER("channel_prog", program),
		MEMBER("last_cmd", last),
		MEMBER("last_cmd_valid", last_valid),
		MEMBER("ccw_fmt_1", format_1),
		MEMBER("thinint_active", thin_interrupts),
		MEMBER("ccw_no_data_cnt", no_data),
		MEMBER("migrated_schid", migrated_number),
		MEMBER("id", id),
	};
#undef MEMBER
	static const struct member_wanted device[] = { { "sch",
							 offsetof(struct ccw_device, sch) } };
	const char *wrong = check_members(&vmstate_subch_dev, subchannel,
					  sizeof(subchannel) / sizeof(subchannel[0]));

	return wrong ? wrong : check_members(&vmstate_ccw_dev, device, 1);
}

/* QEMU prepares a stream: it shows where its members are, and how large it is. */
static const char *check_stream(void)
{
	const struct ccw ccw = { .command = PONG_READ, .count = 0x1234, .data = 0x56789abc };
	const struct orb orb = { .control0 = ORB_FORMAT_1 };
	union {
		struct ccw_stream stream;
		unsigned char bytes[2 * sizeof(struct ccw_stream)];
	} probe;
	const struct ccw_stream *stream = &probe.stream;
	enum { UNTOUCHED = 0xa5 };

	memset(&probe, UNTOUCHED, sizeof(probe));
	ccw_dstream_init(&probe.stream, &ccw, &orb);
	if (stream->count != ccw.count || stream->at_byte || stream->start != ccw.data ||
	    stream->address != ccw.data || stream->skip || !stream->move ||
	    probe.bytes[sizeof(*stream)] != UNTOUCHED)
		return "its data streams have another layout";
	return NULL;
}

static const char *check(void)
{
	const char *wrong = check_qemu();

	if (!wrong)
		wrong = check_symbols();
	if (!wrong)
		wrong = check_types();
	if (!wrong)
		wrong = check_classes();
	if (!wrong)
		wrong = check_subchannel();
	return wrong ? wrong : check_stream();
}

static int take_option(const char *option)
{
	static const char word[] = "fault=";
	const char *wrong = "there is no such option";

	if (!strncmp(option, word, strlen(word)))
		wrong = fault_choose(option + strlen(word));
	if (wrong)
		fprintf(stderr, "pong: %s: %s\n", option, wrong);
	return wrong ? -1 : 0;
}

const int qemu_plugin_version = PLUGIN_INTERFACE;

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	const char *wrong = check();

	(void)id;
	(void)info;
	if (wrong)
		check_refuse("pong", wrong);
	for (int i = 0; i < argc; i++) {
		if (take_option(argv[i]))
			exit(1);
	}
	device_register();
	return 0;
}
