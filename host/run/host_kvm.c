/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host kvm: QEMU on this machine's /dev/kvm. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host_qemu.h"
#include "probe.h"

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

/* What QEMU says when it makes a CPU here, in one line; NULL if all is well. */
static char *try_cpu(enum arch arch)
{
	struct words argv = { 0 };
	struct probe probe;
	char *complaint, *text = NULL;
	int error;

	words_add(&argv, qemu_program(arch));
	words_split(&argv,
		    "-nodefaults -no-user-config -display none -S -accel kvm -cpu host -machine",
		    "");
	words_add(&argv, qemu_machine(arch));
	error = probe_start(&probe, &argv);
	words_free(&argv);
	if (error)
		return xasprintf("%s: %s", qemu_program(arch), strerror(error));
	probe_finish(&probe);
	complaint = probe_complaint(&probe);
	if (probe.child.status)
		text = xasprintf("QEMU cannot use this /dev/kvm: %s",
				 complaint ? complaint : "it says nothing why");
	free(complaint);
	return text;
}

static char *unavailable(enum arch arch)
{
	struct utsname name;
	char *problem;

	if (uname(&name) || strcmp(name.machine, arch_info[arch].uname))
		return xasprintf("/dev/kvm of this %s machine runs no %s guests", name.machine,
				 arch_info[arch].name);
	problem = check_device();
	if (!problem)
		problem = qemu_unavailable(arch);
	return problem ? problem : try_cpu(arch);
}

static void command(const struct run *run, const struct launch *launch, struct words *argv)
{
	qemu_command(run, launch, "kvm", "host", argv);
}

const struct host host_kvm = {
	.name = "kvm",
	.what = "QEMU on /dev/kvm of this machine",
	.monitor = true,
	.slower = 1,
	.unavailable = unavailable,
	.lacks = qemu_lacks,
	.command = command,
	.version = qemu_version,
};
