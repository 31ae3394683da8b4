/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "say.h"

void file_open(struct file *file, const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes;

	if (fd < 0 || fstat(fd, &status))
		die("%s: %s", name, strerror(errno));
	if (!S_ISREG(status.st_mode) || !status.st_size)
		die("%s: not an image: %s", name,
		    S_ISREG(status.st_mode) ? "the file is empty" : "not a file");
	bytes = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		die("%s: %s", name, strerror(errno));
	close(fd);
	*file = (struct file){ name, bytes, status.st_size };
}

void file_close(struct file *file)
{
	munmap((void *)file->bytes, file->size);
}

bool file_has(const struct file *file, uint64_t offset, uint64_t size)
{
	return offset <= file->size && size <= file->size - offset;
}
