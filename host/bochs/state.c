/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "state.h"

/* In front of it all. */
struct header {
	char magic[8];
	uint64_t input, saved; /* bytes */
};

#define MAGIC	  "hp-bochs"
#define MAX_INPUT (1 << 20)

static bool write_all(int fd, const void *data, size_t size)
{
	const char *at = data;

	while (size) {
		ssize_t now = write(fd, at, size);

		if (now < 0 && errno != EINTR)
			return false;
		if (now > 0) {
			at += now;
			size -= now;
		}
	}
	return true;
}

const char *state_send(int to, int saved, const struct buf *input)
{
	struct header header = { .magic = MAGIC, .input = input->length };
	struct stat status;
	off_t at = 0;

	if (fstat(saved, &status) || !status.st_size)
		return "there was no memory to save the machine to";
	header.saved = status.st_size;
	if (!write_all(to, &header, sizeof(header)) ||
	    !write_all(to, input->data ? input->data : "", input->length))
		return strerror(errno);
	while (at < status.st_size) {
		if (sendfile(to, saved, &at, status.st_size - at) <= 0)
			return strerror(errno);
	}
	return NULL;
}

static bool read_all(int fd, void *data, size_t size)
{
	char *at = data;

	while (size) {
		ssize_t now = read(fd, at, size);

		if (!now || (now < 0 && errno != EINTR))
			return false;
		if (now > 0) {
			at += now;
			size -= now;
		}
	}
	return true;
}

static const char *receive_saved(int from, int saved, uint64_t size)
{
	char chunk[65536];

	while (size) {
		size_t now = size < sizeof(chunk) ? size : sizeof(chunk);

		if (!read_all(from, chunk, now))
			return "the state of the machine has no end";
		if (!write_all(saved, chunk, now))
			return strerror(errno);
		size -= now;
	}
	return NULL;
}

const char *state_receive(int from, int saved, struct buf *input)
{
	struct header header;
	char c;

	if (!read_all(from, &header, sizeof(header)) || memcmp(header.magic, MAGIC, 8) != 0 ||
	    header.input > MAX_INPUT || !header.saved)
		return "this is no state of a machine";
	for (uint64_t i = 0; i < header.input; i++) {
		if (!read_all(from, &c, 1))
			return "the state of the machine has no end";
		buf_putc(input, c);
	}
	return receive_saved(from, saved, header.saved);
}
