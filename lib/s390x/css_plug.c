/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <case.h>
#include <control.h>
#include <crw.h>
#include <css.h>
#include <css_plug.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>
#include <util.h>

#define PLUGGED_MAX 64

/* Names of what is plugged in now; free places are empty. */
static char plugged[PLUGGED_MAX][PLUG_ID_SIZE];

static char *place_of(const char *id)
{
	for (unsigned int i = 0; i < PLUGGED_MAX; i++) {
		if (!strcmp(plugged[i], id))
			return plugged[i];
	}
	return NULL;
}

static bool remove_device(const char *id, char *answer, size_t size)
{
	return control_request(answer, size, "qmp device_del {\"id\":\"%s\"}", id);
}

static void remove_all(struct case_undo *undo)
{
	char answer[256];

	(void)undo;
	for (unsigned int i = 0; i < PLUGGED_MAX; i++) {
		if (*plugged[i])
			remove_device(plugged[i], answer, sizeof(answer));
		*plugged[i] = '\0';
	}
	crw_drain();
}

void plug(const char *driver, const char *id, const char *properties)
{
	static struct case_undo undo = { .undo = remove_all };
	char answer[256], *place = place_of(id) ? place_of(id) : place_of("");

	REQUIRE(place && strlen(id) < PLUG_ID_SIZE, "no place for %s", id);
	case_at_end(&undo);
	REQUIRE(control_request(answer, sizeof(answer),
				"qmp device_add {\"driver\":\"%s\",\"id\":\"%s\"%s}", driver, id,
				properties),
		"%s", answer);
	snprintf(place, PLUG_ID_SIZE, "%s", id);
}

void css_plug(const char *driver, const char *id, const char *device)
{
	char properties[64] = "";

	if (device)
		snprintf(properties, sizeof(properties), ",\"devno\":\"%s\"", device);
	plug(driver, id, properties);
}

void css_unplug(const char *id)
{
	char answer[256], *place = place_of(id);

	REQUIRE(place, "%s is not plugged in", id);
	REQUIRE(remove_device(id, answer, sizeof(answer)), "%s", answer);
	*place = '\0';
}

/* "fe.1.0002", in quotation marks, is number 2 in set 1. */
static uint32_t ask_place(const char *id, const char *property)
{
	char answer[128], *rest;
	unsigned int set;

	REQUIRE(control_request(answer, sizeof(answer),
				"qmp qom-get {\"path\":\"/machine/peripheral/%s\","
				"\"property\":\"%s\"}",
				id, property),
		"%s", answer);
	rest = strchr(answer, '.');
	REQUIRE(rest, "%s", answer);
	set = strtoul(rest + 1, &rest, 16);
	return SID(set, strtoul(rest + 1, NULL, 16));
}

uint32_t css_plugged_sid(const char *id)
{
	return ask_place(id, "subch_id");
}

uint16_t css_plugged_device(const char *id)
{
	return sid_number(ask_place(id, "dev_id"));
}
