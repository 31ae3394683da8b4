/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine with one CPU that is not initialized yet, and a page of code: for scenarios about
 * what a CPU is before there can be a guest.
 */
#ifndef BARE_H
#define BARE_H

#include "virt.h"

#define BARE_CODE MEMORY

/* What bare_run() returns: how the CPU took the instructions. */
#define BARE_32 32
#define BARE_64 64

extern struct bare {
	struct vm vm;
	int fd; /* of the CPU */
	struct kvm_run *run;
} bare;

void bare_create(void);
void bare_destroy(void);
/* The preferred target with these features; 0 or an errno. */
int bare_init(uint32_t features);
/* Puts the CPU before its code. bare_run() does that too, and runs it to its end. */
void bare_prepare(void);
unsigned int bare_run(void);
uint64_t bare_get(uint64_t id);
void bare_set(uint64_t id, uint64_t value);

#endif
