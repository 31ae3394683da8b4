/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kvm.h"
#include "text.h"

/* What has a KVM for these guests on any machine. */
static const char *const lab_for[ARCH_COUNT] = {
	[ARCH_ARM] = "lab-arm64",
	[ARCH_X86] = "lab-svm",
};

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
	char *problem, *advised;

	if (uname(&name) || strcmp(name.machine, arch_info[arch].uname) != 0)
		problem = xasprintf("/dev/kvm of this %s machine runs no %s guests", name.machine,
				    arch_info[arch].name);
	else
		problem = check_device();
	if (!problem || !lab_for[arch])
		return problem;
	advised = xasprintf("%s; -H %s has a KVM of its own", problem, lab_for[arch]);
	free(problem);
	return advised;
}
