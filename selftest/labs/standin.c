/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands in for an emulator with a lab in it: speaks the agent's side of the
 * protocol, and plays the guests that it is told to start, with three cases each.
 * The guest's command line says with do=WHAT@CASE how the lab shall misbehave;
 * the second argument, how it shall fail to boot, or behind "ask-", what comes of a QEMU
 * that is started to be asked what it can do. The first is the initramfs.
 */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "standin.h"

enum { CASES = 3, PIECE_MS = 50, ALIVE_MS = 1000 };

static uint16_t sequence;
static const char *how = "", *initramfs = "";
static bool deaf;  /* to signals */
static bool shell; /* was started: it repeats what it hears */
static unsigned int channel;

static void put(const void *data, size_t size)
{
	if (write(STDOUT_FILENO, data, size) != (ssize_t)size)
		exit(1);
}

static size_t encode(uint8_t *out, enum wire_type type, unsigned int stream, const void *data,
		     size_t size)
{
	struct wire_frame frame = { .type = type, .stream = stream, .size = size };

	frame.channel = channel;
	if (type == WIRE_KERNEL_LOG || type == WIRE_HELLO || type == WIRE_ALIVE)
		frame.channel = 0;
	frame.sequence = sequence++;
	memcpy(frame.payload, data, size);
	return wire_encode(out, &frame);
}

void send_frame(enum wire_type type, unsigned int stream, const void *data, size_t size)
{
	uint8_t out[WIRE_ENCODED_MAX];

	put(out, encode(out, type, stream, data, size));
}

static void say(const char *text)
{
	send_frame(WIRE_DATA, WIRE_STDOUT, text, strlen(text));
}

static void log_line(const char *text)
{
	send_frame(WIRE_KERNEL_LOG, 4, text, strlen(text));
}

void finish(int status)
{
	uint8_t bytes[4] = { status, status >> 8 };

	send_frame(WIRE_EXIT, 0, bytes, sizeof(bytes));
	channel = 0;
}

static void text_outside(const char *text)
{
	put(text, strlen(text));
}

/* The kernel's last words cut into what the agent was saying. */
static void panic(void)
{
	uint8_t out[WIRE_ENCODED_MAX];
	size_t length = encode(out, WIRE_DATA, WIRE_STDOUT, "# cut in two\n", 13);

	put(out, length / 2);
	text_outside(
		"\n[    1.0] Kernel panic - not syncing: out of ideas\n[    1.1] Call trace:\n");
	exit(0);
}

static void damage(void)
{
	uint8_t out[WIRE_ENCODED_MAX];
	size_t length = encode(out, WIRE_DATA, WIRE_STDOUT, "# damaged\n", 10);

	out[length / 2] ^= 1;
	put(out, length);
}

/* Whether the case goes on to its result. */
static bool misbehave(const char *what)
{
	if (!strcmp(what, "good") || !strcmp(what, "late"))
		return true;
	if (!strcmp(what, "warn")) {
		log_line("[    1.0] WARNING: CPU: 0 PID: 1 at kvm.c:1 f+0x1/0x2");
		return true;
	}
	if (!strcmp(what, "chat")) {
		log_line("[    1.0] kvm: nothing in particular");
		text_outside("noise on the line\r\n");
		return true;
	}
	if (!strcmp(what, "panic"))
		panic();
	if (!strcmp(what, "die"))
		exit(3);
	if (!strcmp(what, "damage"))
		damage();
	if (!strcmp(what, "lose"))
		sequence++, say("# one is lost\n");
	if (!strcmp(what, "deaf"))
		deaf = true;
	if (!strcmp(what, "memory")) {
		log_line("[    1.0] Out of memory: Killed process 7 (vmm)");
		finish(SIGKILL);
	}
	return false;
}

/* The cases that hp.cases asks for, of 1 to 3: one character each. */
static bool wanted(const char *line, int number)
{
	const char *list = strstr(line, "hp.cases=");
	int first, last;

	if (!list)
		return true;
	if (sscanf(list, "hp.cases=%d-%d", &first, &last) < 2)
		last = first;
	return number >= first && number <= last;
}

static void play(const char *line)
{
	char text[128], what[16] = "";
	int at = 0, count = 0, passed = 0;

	if (strstr(line, "do="))
		sscanf(strstr(line, "do="), "do=%15[^@]@%d", what, &at);
	for (int i = 1; i <= CASES; i++)
		count += wanted(line, i);
	snprintf(text, sizeof(text), "KTAP version 1\n#@ hostproof 1 x86\n1..%d\n", count);
	say(text);
	for (int i = 1; i <= CASES; i++) {
		if (!wanted(line, i))
			continue;
		snprintf(text, sizeof(text), "#@ case %d case_%d\n", i, i);
		say(text);
		if (i == at && !misbehave(what))
			return;
		snprintf(text, sizeof(text), "ok %d case_%d\n", ++passed, i);
		say(text);
	}
	snprintf(text, sizeof(text), "#@ end %d 0 0\n", passed);
	say(text);
	if (!strcmp(what, "late"))
		log_line("[    1.0] BUG: KASAN: use-after-free in f+0x1/0x2");
	finish(0);
}

/* A QEMU without a machine: the lab may misbehave before it does. */
static void ask(const char *what)
{
	misbehave(what);
	qemu_start(what);
}

/* The initramfs is no more than names and what stands under them. */
static bool is_inside(const char *path)
{
	const char *name = path + strspn(path, "/");
	int fd = open(initramfs, O_RDONLY | O_CLOEXEC);
	struct stat status;
	const char *all;
	bool found;

	if (fd < 0 || fstat(fd, &status))
		return false;
	all = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	found = all != MAP_FAILED && memmem(all, status.st_size, name, strlen(name) + 1);
	close(fd);
	return found;
}

static void refuse(const char *word)
{
	char text[4096];

	snprintf(text, sizeof(text), "%s: no such file in the lab", word);
	send_frame(WIRE_REFUSED, 0, text, strlen(text));
	channel = 0;
}

/* The guest's command line is the last word of the command. */
static void start(const struct wire_frame *frame)
{
	const char *program = (const char *)frame->payload, *last = program, *before = "";
	bool asked = false, kvm = false;

	channel = frame->channel;
	for (size_t at = 0; at < frame->size; at += strlen(last) + 1) {
		last = (const char *)frame->payload + at;
		asked |= !strcmp(before, "-machine") && !strcmp(last, "none");
		kvm |= !strcmp(before, "-accel") && !strcmp(last, "kvm");
		if ((last == program || strstr(last, ".elf")) && !is_inside(last)) {
			refuse(last);
			return;
		}
		before = last;
	}
	if (!strcmp(program, "/bin/sh"))
		shell = true;
	else if (!asked)
		play(last);
	else if (!kvm || !(frame->stream & WIRE_WITH_MONITOR))
		finish(1 << 8);
	else
		ask(strncmp(how, "ask-", 4) ? "" : how + 4);
}

static void take_frame(struct wire_reader *reader, const struct wire_frame *frame)
{
	(void)reader;
	if (frame->type == WIRE_SIGNAL && frame->payload[0] == SIGKILL && channel && !deaf)
		finish(frame->payload[0]);
	if (frame->type == WIRE_DATA && frame->stream == WIRE_MONITOR && channel)
		qemu_hear(frame->payload, frame->size);
	if (frame->type == WIRE_DATA && frame->stream == WIRE_STDIN && shell)
		send_frame(WIRE_DATA, WIRE_STDOUT, frame->payload, frame->size);
	if (frame->type == WIRE_CLOSE && shell)
		finish(0);
	if (frame->type == WIRE_START)
		start(frame);
}

static void ignore_text(struct wire_reader *reader, const char *data, size_t size)
{
	(void)reader;
	(void)data;
	(void)size;
}

static void give_up(struct wire_reader *reader, const char *why)
{
	(void)reader;
	fprintf(stderr, "standin: %s\n", why);
	exit(4);
}

/* Takes so much time of a CPU, in pieces with pauses in between. */
static void compute(unsigned int ms, unsigned int pause_ms)
{
	const struct timespec rest = { .tv_nsec = pause_ms * 1000000l };

	for (unsigned int done = PIECE_MS; done <= ms; done += PIECE_MS) {
		while (clock() < (clock_t)done * (CLOCKS_PER_SEC / 1000))
			;
		nanosleep(&rest, NULL);
	}
}

static void hello(void)
{
	static const char good[] = "1\06.1.0-standin\0x86_64", other[] = "9\0future\0x86_64";

	if (!strcmp(how, "mute"))
		pause();
	if (!strcmp(how, "slow"))
		compute(1500, PIECE_MS);
	if (!strcmp(how, "busy"))
		compute(UINT_MAX - PIECE_MS, 0);
	if (!strcmp(how, "early"))
		text_outside("Kernel panic - not syncing: no root\n"), exit(1);
	if (!strcmp(how, "refuse"))
		send_frame(WIRE_REFUSED, 0, "no module kvm", 13);
	else if (!strcmp(how, "other"))
		send_frame(WIRE_HELLO, 0, other, sizeof(other));
	else
		send_frame(WIRE_HELLO, 0, good, sizeof(good));
}

int main(int argc, char **argv)
{
	struct wire_reader reader = { .frame = take_frame, .text = ignore_text, .broken = give_up };
	struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
	char chunk[4096];
	ssize_t size;

	if (argc > 1)
		initramfs = argv[1];
	if (argc > 2)
		how = argv[2];
	hello();
	for (;;) {
		if (!poll(&input, 1, ALIVE_MS))
			send_frame(WIRE_ALIVE, 0, "", 0);
		else if ((size = read(STDIN_FILENO, chunk, sizeof(chunk))) > 0)
			wire_feed(&reader, chunk, size);
		else
			return 0;
	}
}
