/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "stat.h"

#define MAX_NAME 64

struct description {
	struct kvm_stats_desc fixed;
	char name[MAX_NAME];
};

static bool take(int stats, void *to, size_t size, off_t offset)
{
	return pread(stats, to, size, offset) == (ssize_t)size;
}

static bool find(int stats, const char *name, uint64_t *value)
{
	struct kvm_stats_header header;
	struct description description = { 0 };
	size_t size;

	if (!take(stats, &header, sizeof(header), 0) || header.name_size > MAX_NAME)
		return false;
	size = sizeof(description.fixed) + header.name_size;
	for (uint32_t n = 0; n < header.num_desc; n++) {
		if (!take(stats, &description, size, header.desc_offset + n * size))
			return false;
		if (!strncmp(description.name, name, header.name_size))
			return take(stats, value, sizeof(*value),
				    header.data_offset + description.fixed.offset);
	}
	return false;
}

bool stat_read(int fd, const char *name, uint64_t *value)
{
	int stats = ioctl(fd, KVM_GET_STATS_FD, 0);
	bool found = stats >= 0 && find(stats, name, value);

	if (stats >= 0)
		close(stats);
	return found;
}
