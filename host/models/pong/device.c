/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PONG among QEMU's devices: plugged, reset, unplugged, and woken in time. */
#include <string.h>

#include "pong.h"

enum { CHANNEL_PATH_TYPE = 0xd0 };

static struct reset_phases parent_reset;

static void step(void *opaque)
{
	struct pong *pong = opaque;

	program_step(pong, qemu_clock_get_ns(CLOCK_OF_GUEST));
	device_wake(pong);
}

void device_wake(struct pong *pong)
{
	int64_t now = qemu_clock_get_ns(CLOCK_OF_GUEST), due = pong->state.due;
	int64_t alert, airq;

	pong->waiting = false;
	alert = alert_step(pong, now);
	airq = airq_step(pong, now);

	if (alert < due)
		due = alert;
	if (airq < due)
		due = airq;
	if (due == NEVER)
		timer_del(&pong->timer);
	else
		timer_mod_ns(&pong->timer, due);
}

void device_wake_now(struct pong *pong)
{
	timer_mod_ns(&pong->timer, qemu_clock_get_ns(CLOCK_OF_GUEST));
}

void device_forget(struct pong *pong)
{
	struct pong_state *state = &pong->state;

	memset(state, 0, sizeof(*state));
	state->due = NEVER;
	state->width = 1;
	for (int i = 0; i < PONG_SLOTS; i++)
		state->alerts[i].due = state->airqs[i].due = NEVER;
	timer_del(&pong->timer);
}

/* TEST SUBCHANNEL: what waits for the subchannel can come once the instruction is over. */
static void test_subchannel(struct subchannel *sch, void *irb)
{
	struct pong *pong = sch->driver;

	build_irb_virtual(sch, irb);
	if (pong->waiting || pong->state.late_ready)
		device_wake_now(pong);
}

static void set_up_subchannel(struct pong *pong, struct subchannel *sch, uint8_t path)
{
	sch->driver = pong;
	sch->id.reserved = SENSE_ID_VALID;
	sch->id.cu_type = PONG_CU_TYPE;
	sch->id.cu_model = PONG_CU_MODEL;
	sch->id.dev_type = PONG_DEV_TYPE;
	sch->id.dev_model = PONG_DEV_MODEL;
	css_sch_build_virtual_schib(sch, path, CHANNEL_PATH_TYPE);
	sch->work = program_work;
	sch->command = program_command;
	sch->irb = test_subchannel;
}

static void release_subchannel(struct subchannel *sch)
{
	css_subch_assign(sch->cssid, sch->ssid, sch->number, sch->device, NULL);
	g_free(sch);
}

static void realize(void *device, struct error **error)
{
	struct pong *pong = device;
	struct ccw_device *ccw = &pong->ccw;
	struct subchannel *sch = css_create_sch(ccw->asked, error);
	uint8_t path;

	if (!sch)
		return;
	if (!path_take(sch->cssid, &path)) {
		error_setg_internal(error, __FILE__, __LINE__, __func__,
				    "all channel paths are taken");
		release_subchannel(sch);
		return;
	}
	ccw->sch = sch;
	set_up_subchannel(pong, sch, path);
	timer_init_full(&pong->timer, NULL, CLOCK_OF_GUEST, 1, 0, step, pong);
	device_forget(pong);
	ccw->device = (struct css_id){ sch->cssid, sch->ssid, sch->device, true };
	ccw->subchannel = (struct css_id){ sch->cssid, sch->ssid, sch->number, true };
	css_generate_sch_crws(sch->cssid, sch->ssid, sch->number, ccw->parent.hotplugged, 1);
}

static void unrealize(void *device)
{
	struct pong *pong = device;
	struct subchannel *sch = pong->ccw.sch;

	timer_del(&pong->timer);
	path_leave(sch->cssid, sch->schib.pmcw.chpid[0]);
	release_subchannel(sch);
	pong->ccw.sch = NULL;
}

static void reset(void *object, int type)
{
	device_forget(object);
	parent_reset.hold(object, type);
}

static void class_init(void *class, void *data)
{
	struct device_class *device = class;

	(void)data;
	device->realize = realize;
	device->unrealize = unrealize;
	device->vmstate = &vmstate_pong;
	device->description = "channel device for tests";
	resettable_class_set_parent_phases(object_class_dynamic_cast(class, "resettable"), NULL,
					   reset, NULL, &parent_reset);
}

void device_register(void)
{
	static const struct type_info info = {
		.name = "x-pong",
		.parent = "ccw-device",
		.instance_size = sizeof(struct pong),
		.class_init = class_init,
	};

	type_register_static(&info);
}
