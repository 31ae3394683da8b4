/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "lab.h"
#include "lab_boot.h"
#include "lab_log.h"
#include "options.h"

/* Boots in a row, before we give up on labs of a kind. */
enum { FAILED_MAX = 2 };

static struct lab *running;

static void set_limit(struct lab *lab, unsigned int seconds)
{
	patience_start(&lab->limit, lab->machine.child.pid, seconds);
}

static void limit_reached(struct patience *limit)
{
	struct lab *lab = container_of(limit, struct lab, limit);

	if (lab->up)
		lab_end(lab, "it was silent for %u s", lab->kind->silence);
	else
		lab_end(lab, "its agent did not answer within %u s", lab->kind->boot);
}

void lab_rest(struct lab *lab)
{
	bool rests = lab->kind->rests && lab->up && !lab->guests && !lab->why;

	if (rests == lab->rests)
		return;
	lab->rests = rests;
	child_signal(&lab->machine.child, rests ? SIGSTOP : SIGCONT);
	if (rests)
		patience_stop(&lab->limit);
	else
		set_limit(lab, lab->kind->silence);
}

void lab_end(struct lab *lab, const char *format, ...)
{
	va_list args;

	if (lab->why)
		return;
	va_start(args, format);
	lab->why = xvasprintf(format, args);
	va_end(args);
	vm_kill(&lab->machine);
}

void lab_send(struct lab *lab, enum wire_type type, unsigned int channel, unsigned int stream,
	      const void *data, size_t size)
{
	struct wire_frame frame = { .type = type, .stream = stream, .channel = channel };
	uint8_t encoded[WIRE_ENCODED_MAX];
	const char *from = data;
	size_t length;

	do {
		frame.size = size < WIRE_PAYLOAD_MAX ? size : WIRE_PAYLOAD_MAX;
		memcpy(frame.payload, from, frame.size);
		frame.sequence = lab->sequence++;
		length = wire_encode(encoded, &frame);
		vm_input(&lab->machine, (const char *)encoded, length);
		from += frame.size;
		size -= frame.size;
	} while (size);
}

static void take_hello(struct lab *lab, const struct wire_frame *frame)
{
	const char *version = (const char *)frame->payload;
	const char *release = version + strlen(version) + 1;

	if (lab->up || strtoul(version, NULL, 10) != WIRE_VERSION) {
		lab_end(lab, lab->up ? "its agent began twice"
				     : "its agent speaks another version of the protocol");
		return;
	}
	lab->up = true;
	lab->kind->failed = 0;
	log_printf(&lab->log, "# up: Linux %s", release);
	for (struct lab_guest *guest = lab->guests; guest; guest = guest->next)
		lab_guest_launch(guest);
	lab_rest(lab);
}

static void take_kernel_log(struct lab *lab, const char *line)
{
	bool complaint = lab_log_is_complaint(line);
	struct lab_guest *guest, *next;

	log_printf(&lab->log, "%s", line);
	log_flush(&lab->log);
	if (complaint && !lab->up)
		warn("%s: while it booted: %s", lab->kind->name, line);
	for (guest = lab->guests; lab->up && guest; guest = next) {
		next = guest->next;
		lab_guest_log(guest, line, complaint);
	}
}

static struct lab_guest *find_guest(struct lab *lab, unsigned int channel)
{
	struct lab_guest *guest = lab->guests;

	while (guest && guest->channel != channel)
		guest = guest->next;
	return guest;
}

static void take_frame(struct wire_reader *reader, const struct wire_frame *frame)
{
	struct lab *lab = container_of(reader, struct lab, reader);
	struct lab_guest *guest = find_guest(lab, frame->channel);

	if (lab->why)
		return;
	if (frame->type == WIRE_HELLO)
		take_hello(lab, frame);
	else if (frame->type == WIRE_KERNEL_LOG)
		take_kernel_log(lab, (const char *)frame->payload);
	else if (frame->type == WIRE_REFUSED && !frame->channel)
		lab_end(lab, "%s", (const char *)frame->payload);
	else if (guest)
		lab_guest_frame(guest, frame);
	if (lab->up && !lab->why && !lab->rests)
		set_limit(lab, lab->kind->silence);
}

static void take_text(struct wire_reader *reader, const char *data, size_t size)
{
	stream_feed(&container_of(reader, struct lab, reader)->text, data, size);
}

static void take_broken(struct wire_reader *reader, const char *why)
{
	lab_end(container_of(reader, struct lab, reader), "the line to it: %s", why);
}

/* What a kernel says beside its log, it says in distress. */
static void take_line(struct stream *stream, const struct line *line)
{
	struct lab *lab = container_of(stream, struct lab, text);

	if (!line->whole[strspn(line->whole, " ")])
		return;
	log_line(&lab->log, line->whole);
	if (!lab->panic && lab_log_is_end(line->whole))
		lab->panic = xstrdup(line->whole);
	for (struct lab_guest *guest = lab->guests; lab->up && guest; guest = guest->next)
		lab_guest_log(guest, line->whole, false);
}

static void machine_output(struct vm *vm, const char *data, size_t size)
{
	struct lab *lab = vm->owner;

	wire_feed(&lab->reader, data, size);
	log_flush(&lab->log);
}

static void machine_complaint(struct vm *vm, const char *data, size_t size)
{
	struct lab *lab = vm->owner;

	stream_feed(&lab->text, data, size);
	log_flush(&lab->log);
}

/* How the lab came to its end, in words. */
static char *describe_end(struct lab *lab)
{
	char *how = child_describe(lab->machine.child.status), *text;

	text = xasprintf("%s %s: %s%s", lab->kind->name, lab->up ? "ended" : "did not boot",
			 lab->panic ? lab->panic
			 : lab->why ? lab->why
				    : "the emulator ",
			 lab->panic || lab->why ? "" : how);
	free(how);
	return text;
}

static void unlink_lab(struct lab *lab)
{
	struct lab **place = &running;

	while (*place != lab)
		place = &(*place)->next;
	*place = lab->next;
}

static void machine_exited(struct vm *vm)
{
	struct lab *lab = vm->owner;
	char *fate;

	wire_finish(&lab->reader);
	stream_finish(&lab->text);
	patience_stop(&lab->limit);
	unlink_lab(lab);
	fate = describe_end(lab);
	log_printf(&lab->log, "# %s", fate);
	if (!lab->up) {
		lab->kind->failed++;
		free(lab->kind->why);
		lab->kind->why = xstrdup(fate);
	}
	while (lab->guests)
		lab_guest_over(lab->guests, SIGKILL, fate);
	free(fate);
	log_close(&lab->log, true);
	stream_free(&lab->text);
	vm_destroy(&lab->machine);
	free(lab->why);
	free(lab->panic);
	free(lab);
}

static int boot(struct lab_kind *kind, struct lab **result)
{
	struct lab *lab = xcalloc(1, sizeof(*lab));
	int error;

	*result = lab;
	lab->kind = kind;
	lab->machine.owner = lab;
	lab->machine.output = machine_output;
	lab->machine.complaint = machine_complaint;
	lab->machine.exited = machine_exited;
	lab->reader.frame = take_frame;
	lab->reader.text = take_text;
	lab->reader.broken = take_broken;
	lab->text.line = take_line;
	lab->limit.over = limit_reached;
	error = lab_boot(lab);
	if (error) {
		free(lab);
		return error;
	}
	lab->next = running;
	running = lab;
	set_limit(lab, kind->boot);
	return 0;
}

/* The guest would be alone if it alone has more CPUs than the lab. */
static bool has_room(const struct lab *lab, unsigned int cpus)
{
	for (const struct lab_guest *guest = lab->guests; guest; guest = guest->next)
		cpus += guest->cpus;
	return !lab->guests || cpus <= lab->kind->cpus;
}

int lab_begin(struct lab_guest *guest, struct lab *chosen)
{
	struct lab_kind *kind = guest->kind;
	struct lab *lab = chosen ? chosen : running;
	int error;

	if (kind->failed >= FAILED_MAX)
		return 0;
	while (!chosen && lab && (lab->kind != kind || lab->why || !has_room(lab, guest->cpus)))
		lab = lab->next;
	if (!lab && (error = boot(kind, &lab)))
		return error;
	guest->lab = lab;
	guest->channel = lab->channel = lab->channel % UINT16_MAX + 1;
	guest->next = lab->guests;
	lab->guests = guest;
	lab_rest(lab);
	if (lab->up)
		lab_guest_launch(guest);
	return 0;
}

void labs_stop(void)
{
	for (struct lab *lab = running; lab; lab = lab->next)
		lab_end(lab, "it is not needed any more");
	while (running)
		loop_step();
}
