/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <css_io.h>
#include <css_print.h>
#include <stdio.h>
#include <test.h>

#define TEXT 300

struct bit_name {
	unsigned int bit;
	const char *name;
};

static const struct bit_name function_names[] = {
	{ FCTL_START, "start" }, { FCTL_HALT, "halt" }, { FCTL_CLEAR, "clear" }, { 0 }
};
static const struct bit_name activity_names[] = {
	{ ACTL_RESUME_PENDING, "resume-pending" },
	{ ACTL_START_PENDING, "start-pending" },
	{ ACTL_HALT_PENDING, "halt-pending" },
	{ ACTL_CLEAR_PENDING, "clear-pending" },
	{ ACTL_SUBCHANNEL_ACTIVE, "subchannel-active" },
	{ ACTL_DEVICE_ACTIVE, "device-active" },
	{ ACTL_SUSPENDED, "suspended" },
	{ 0 },
};
static const struct bit_name status_names[] = {
	{ STCTL_ALERT, "alert" },     { STCTL_INTERMEDIATE, "intermediate" },
	{ STCTL_PRIMARY, "primary" }, { STCTL_SECONDARY, "secondary" },
	{ STCTL_PENDING, "pending" }, { 0 },
};
static const struct bit_name device_names[] = {
	{ DEVICE_ATTENTION, "attention" },
	{ DEVICE_STATUS_MODIFIER, "status-modifier" },
	{ DEVICE_CONTROL_UNIT_END, "control-unit-end" },
	{ DEVICE_BUSY, "busy" },
	{ DEVICE_CHANNEL_END, "channel-end" },
	{ DEVICE_END, "device-end" },
	{ DEVICE_UNIT_CHECK, "unit-check" },
	{ DEVICE_UNIT_EXCEPTION, "unit-exception" },
	{ 0 },
};
static const struct bit_name subchannel_names[] = {
	{ SUBCHANNEL_PCI, "PCI" },
	{ SUBCHANNEL_INCORRECT_LENGTH, "incorrect-length" },
	{ SUBCHANNEL_PROGRAM_CHECK, "program-check" },
	{ SUBCHANNEL_PROTECTION_CHECK, "protection-check" },
	{ SUBCHANNEL_DATA_CHECK, "channel-data-check" },
	{ SUBCHANNEL_CONTROL_CHECK, "channel-control-check" },
	{ SUBCHANNEL_INTERFACE_CHECK, "interface-control-check" },
	{ SUBCHANNEL_CHAINING_CHECK, "chaining-check" },
	{ 0 },
};
static const struct bit_name sense_names[] = {
	{ SENSE_COMMAND_REJECT, "command-reject" },
	{ SENSE_INTERVENTION_REQUIRED, "intervention-required" },
	{ SENSE_BUS_OUT_CHECK, "bus-out-check" },
	{ SENSE_EQUIPMENT_CHECK, "equipment-check" },
	{ SENSE_DATA_CHECK, "data-check" },
	{ SENSE_OVERRUN, "overrun" },
	{ 0 },
};
static const struct bit_name ccw_names[] = {
	{ CCW_CHAIN_DATA, "chain-data" },
	{ CCW_CHAIN_COMMAND, "chain-command" },
	{ CCW_SUPPRESS_LENGTH, "suppress-length" },
	{ CCW_SKIP, "skip" },
	{ CCW_PCI, "PCI" },
	{ CCW_IDA, "IDA" },
	{ CCW_SUSPEND, "suspend" },
	{ CCW_MIDA, "MIDA" },
	{ 0 },
};

/* Text that grows at its end; what does not fit is left away. */
struct text {
	char *start;
	size_t size, length;
};

static void say(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct text *text, const char *format, ...)
{
	va_list args;

	if (text->length >= text->size)
		return;
	va_start(args, format);
	text->length +=
		vsnprintf(text->start + text->length, text->size - text->length, format, args);
	va_end(args);
}

static void say_bits(struct text *text, const char *what, unsigned int bits,
		     const struct bit_name *names)
{
	const char *separator = "";

	say(text, "%s%s ", text->length ? ", " : "", what);
	if (!bits)
		say(text, "-");
	for (; names->name; names++) {
		if (!(bits & names->bit))
			continue;
		say(text, "%s%s", separator, names->name);
		separator = "+";
	}
}

const char *scsw_text(const struct scsw *scsw, char *buffer, size_t size)
{
	struct text text = { buffer, size, 0 };

	say_bits(&text, "function", scsw->fctl, function_names);
	say_bits(&text, "activity", scsw->actl, activity_names);
	say_bits(&text, "status", scsw->stctl, status_names);
	say_bits(&text, "device", scsw->device_status, device_names);
	say_bits(&text, "subchannel", scsw->subchannel_status, subchannel_names);
	if (scsw->deferred_cc)
		say(&text, ", deferred condition code %u", scsw->deferred_cc);
	say(&text, ", CCW %#x, residual %u", scsw->ccw_address, scsw->count);
	return buffer;
}

const char *sense_text(const uint8_t *sense, char *buffer, size_t size)
{
	struct text text = { buffer, size, 0 };

	say_bits(&text, "sense", sense[0], sense_names);
	say(&text, " (");
	for (unsigned int i = 0; i < SENSE_BYTES; i++)
		say(&text, "%02x", sense[i]);
	say(&text, ")");
	return buffer;
}

void css_print_schib(const struct schib *schib)
{
	const struct pmcw *pmcw = &schib->pmcw;
	char text[TEXT];

	NOTE("SCHIB: device %04x%s%s, subclass %u, parameter %#x, limit mode %u, paths: installed "
	     "%02x available %02x operational %02x logical %02x used %02x not operational %02x",
	     pmcw->device, pmcw->device_valid ? "" : " (not valid)",
	     pmcw->enabled ? ", enabled" : "", pmcw->isc, pmcw->parameter, pmcw->limit_mode,
	     pmcw->pim, pmcw->pam, pmcw->pom, pmcw->lpm, pmcw->lpum, pmcw->pnom);
	NOTE("SCSW: %s", scsw_text(&schib->scsw, text, sizeof(text)));
}

void css_print_irb(const struct irb *irb)
{
	const struct erw *erw = &irb->esw.erw;
	char text[TEXT];

	NOTE("IRB: %s", scsw_text(&irb->scsw, text, sizeof(text)));
	NOTE("ESW: format %s, last path %02x%s%s%s%s%s, %u bytes of sense",
	     irb->scsw.esw_format ? "0" : "1 to 3", irb->esw.logout.lpum,
	     erw->authorization_check ? ", authorization-check" : "",
	     erw->path_verification ? ", path-verification" : "",
	     erw->path_timeout ? ", path-timeout" : "",
	     erw->failing_storage_valid ? ", failing-storage address" : "",
	     erw->concurrent_sense ? ", concurrent sense" : "", erw->sense_count);
	if (irb->scsw.extended_control)
		NOTE("ECW: %s", sense_text(irb->sense, text, sizeof(text)));
}

void css_print_orb(const struct orb *orb)
{
	NOTE("ORB: parameter %#x, key %u, program %#x of format %u, paths %02x%s%s%s%s%s%s%s",
	     orb->parameter, orb->key, orb->program, orb->format_1, orb->lpm,
	     orb->suspend_control ? ", suspend" : "", orb->prefetch ? ", prefetch" : "",
	     orb->initial_status ? ", initial-status" : "",
	     orb->suppress_suspended ? ", no interruption by suspension" : "",
	     orb->idaw_2 ? ", 64-bit IDAWs" : "", orb->idaw_2k ? " of 2 KB" : "",
	     orb->incorrect_length_suppression ? ", incorrect-length suppression" : "");
}

void css_print_program(const struct ccw_program *program)
{
	css_print_orb(&program->orb);
	for (unsigned int i = 0; i < program->count; i++) {
		const struct ccw0 *ccw0 = &program->ccw0[i];
		struct ccw1 ccw = program->ccw1[i];
		char buffer[TEXT] = "";
		struct text text = { buffer, sizeof(buffer), 0 };

		if (program->format == CCW_FORMAT_0)
			ccw = (struct ccw1){ ccw0->command, ccw0->flags, ccw0->count, ccw0->data };
		say_bits(&text, "flags", ccw.flags, ccw_names);
		NOTE("CCW %u at %#x: command %02x, %s, count %u, data %#x", i,
		     ccw_address(program, i), ccw.command, buffer, ccw.count, ccw.data);
	}
}

void css_print_crw(const struct crw *crw)
{
	NOTE("CRW: source %u, id %#x, recovery code %u%s%s%s%s", crw->source, crw->id,
	     crw->recovery, crw->solicited ? ", solicited" : "", crw->overflow ? ", overflow" : "",
	     crw->chained ? ", chained" : "", crw->ancillary ? ", ancillary" : "");
}

void css_check_ended_well(const struct check *check, const struct ccw_program *program,
			  const struct irb *irb)
{
	char text[TEXT];

	if (css_ended_well(irb))
		return;
	css_print_program(program);
	css_print_irb(irb);
	check_failed(check, "%s", scsw_text(&irb->scsw, text, sizeof(text)));
}
