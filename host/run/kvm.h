/* SPDX-License-Identifier: GPL-2.0-or-later */
/* This machine's /dev/kvm, for the hosts that use it. */
#ifndef KVM_H
#define KVM_H

#include "arch.h"

/* Why it runs no guests of this architecture, in one line that the caller frees; else NULL. */
char *kvm_unavailable(enum arch arch);

/* What it is like. Asked once; only where it is available. */
struct kvm_kind {
	unsigned int slower; /* factor on limits of time */
	const char *words;   /* for the library in guests; NULL: none */
	const char *what;    /* behind the name of it; NULL: it is as always */
};

const struct kvm_kind *kvm_kind(enum arch arch);

#endif
