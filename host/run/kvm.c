/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kvm.h"
#include "text.h"

static char *check_device(void)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	int version;

	if (fd < 0 && errno == ENOENT)
		return xstrdup("no /dev/kvm: this kernel has no KVM, or its module is not loaded");
	if (fd < 0)
		return xasprintf("/dev/kvm cannot be opened: %s", strerror(errno));
	version = ioctl(fd, KVM_GET_API_VERSION, 0);
	close(fd);
	if (version != KVM_API_VERSION)
		return xasprintf("/dev/kvm does not answer as KVM does");
	return NULL;
}

char *kvm_unavailable(enum arch arch)
{
	struct utsname name;

	if (uname(&name) || strcmp(name.machine, arch_info[arch].uname) != 0)
		return xasprintf("/dev/kvm of this %s machine runs no %s guests", name.machine,
				 arch_info[arch].name);
	return check_device();
}
