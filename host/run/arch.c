/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <string.h>

#include "arch.h"

const struct arch_info arch_info[ARCH_COUNT] = {
	[ARCH_S390X] = { "s390x", EM_S390, "elf", "qemu-system-s390x", "QEMU_S390X",
			 "qemu-system-misc", "s390x" },
	[ARCH_ARM] = { "arm", EM_AARCH64, "img", "qemu-system-aarch64", "QEMU_ARM",
		       "qemu-system-arm", "aarch64" },
	[ARCH_X86] = { "x86", EM_X86_64, "elf", "qemu-system-x86_64", "QEMU_X86", "qemu-system-x86",
		       "x86_64" },
};

enum arch arch_by_name(const char *name)
{
	enum arch arch = 0;

	while (arch < ARCH_COUNT && strcmp(arch_info[arch].name, name))
		arch++;
	return arch;
}
