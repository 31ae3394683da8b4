/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The architectures of guests, and what differs between them for the runner. */
#ifndef ARCH_H
#define ARCH_H

enum arch { ARCH_S390X, ARCH_ARM, ARCH_X86, ARCH_COUNT };

struct arch_info {
	const char *name;
	unsigned int elf_machine;
	const char *boot_suffix; /* of the file that the VMM loads */
	const char *qemu;	 /* the program */
	const char *qemu_env;	 /* and the variable that names another one */
	const char *qemu_package;
	const char *uname; /* of a machine that can run it on /dev/kvm */
};

extern const struct arch_info arch_info[ARCH_COUNT];

/* ARCH_COUNT if there is none of that name. */
enum arch arch_by_name(const char *name);

#endif
