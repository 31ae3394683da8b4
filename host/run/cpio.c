/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cpio.h"

/* The form "newc": numbers of eight hexadecimal digits, everything padded to four bytes. */
static const char magic[] = "070701", trailer[] = "TRAILER!!!";

struct entry {
	const char *path; /* without the first slash */
	unsigned int mode, major, minor;
	const void *data;
	size_t size;
};

static void pad(struct buf *data)
{
	while (data->length % 4)
		buf_putc(data, '\0');
}

static void add_entry(struct cpio *cpio, const struct entry *entry)
{
	const unsigned int fields[] = {
		++cpio->entries, /* inode */
		entry->mode,
		0, /* owner */
		0, /* group */
		1, /* links */
		0, /* time of modification */
		entry->size,
		0, /* device of the file: major */
		0, /* and minor */
		entry->major,
		entry->minor,
		strlen(entry->path) + 1,
		0, /* checksum: none in this form */
	};

	buf_puts(&cpio->data, magic);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		buf_printf(&cpio->data, "%08x", fields[i]);
	buf_add(&cpio->data, entry->path, strlen(entry->path) + 1);
	pad(&cpio->data);
	buf_add(&cpio->data, entry->data ? entry->data : "", entry->size);
	pad(&cpio->data);
}

/* Each directory before what is in it. */
static void add_directories(struct cpio *cpio, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		char *name = xstrndup(path, slash - path);

		if (!words_have(&cpio->directories, name)) {
			words_add(&cpio->directories, name);
			add_entry(cpio, &(struct entry){ .path = name, .mode = S_IFDIR | 0755 });
		}
		free(name);
	}
}

static void add(struct cpio *cpio, struct entry entry, const char *path)
{
	entry.path = path + strspn(path, "/");
	add_directories(cpio, entry.path);
	add_entry(cpio, &entry);
}

void cpio_add_device(struct cpio *cpio, const char *path, unsigned int major, unsigned int minor)
{
	add(cpio, (struct entry){ .mode = S_IFCHR | 0600, .major = major, .minor = minor }, path);
}

void cpio_add_text(struct cpio *cpio, const char *path, const char *text)
{
	add(cpio, (struct entry){ .mode = S_IFREG | 0644, .data = text, .size = strlen(text) },
	    path);
}

void cpio_add_link(struct cpio *cpio, const char *path, const char *target)
{
	add(cpio, (struct entry){ .mode = S_IFLNK | 0777, .data = target, .size = strlen(target) },
	    path);
}

int cpio_add_file(struct cpio *cpio, const char *path, const char *source)
{
	FILE *file = fopen(source, "re");
	struct buf content = { 0 };
	char chunk[64 * 1024];
	size_t size;
	int error = 0;

	if (!file)
		return errno;
	while ((size = fread(chunk, 1, sizeof(chunk), file)))
		buf_add(&content, chunk, size);
	if (ferror(file))
		error = EIO;
	fclose(file);
	add(cpio,
	    (struct entry){ .mode = S_IFREG | 0755, .data = content.data, .size = content.length },
	    path);
	buf_free(&content);
	return error;
}

int cpio_write(struct cpio *cpio, const char *name)
{
	FILE *file = fopen(name, "we");

	if (!file)
		return errno;
	add_entry(cpio, &(struct entry){ .path = trailer });
	fwrite(cpio->data.data, 1, cpio->data.length, file);
	return fclose(file) ? errno : 0;
}

void cpio_free(struct cpio *cpio)
{
	buf_free(&cpio->data);
	words_free(&cpio->directories);
}
