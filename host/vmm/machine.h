/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each architecture provides, in x86/ and arm/: a machine with interrupt controller,
 * serial port and power switch, and a way to start an image in it.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include "vm.h"

struct options {
	unsigned int cpus;
	uint64_t memory;
	unsigned int gic; /* version; 0: the newest (arm64) */
	bool split;	  /* wants the split interrupt controller (x86) */
	bool moves;	  /* answers requests to migrate */
	const char *image;
	char *command_line;
};

/* What chance begins with, hp.seed of the command line. */
unsigned int options_seed(const struct options *options);

extern const char machine_arch[];
extern const uint64_t machine_low_memory; /* where memory begins */
extern const uint64_t machine_bell;	  /* an address that no device has, see bell.h */

/* Before and after the CPUs are made. */
void machine_setup(struct vm *vm, const struct options *options);
void machine_setup_cpu(struct vcpu *vcpu);
void machine_finish(struct vm *vm, const struct options *options);

/* Puts the image and what it is told into memory, and the first CPU at its entry. */
void machine_load(struct vm *vm, const struct options *options);

/* What kind of KVM this is, as a guest of a few instructions shows. */
struct machine_kind {
	uint64_t instruction_ns; /* the time that one takes */
	bool lacks_xsave;	 /* it is claimed, and KVM cannot execute it (x86) */
};
struct machine_kind machine_probe(void);

/* Emulated one by one they take more; others 10 at most, nested in an emulator too. */
#define MACHINE_SOFTWARE_NS 100

/*
 * All that KVM knows of a machine whose CPUs are stopped, but for its memory; and back into
 * one that was made in the same way, which frees it.
 */
struct machine_state;
struct machine_state *machine_save(struct vm *vm);
void machine_restore(struct vm *vm, struct machine_state *state);

/* What came back from KVM_RUN and only this architecture knows; false if it does not. */
bool machine_exit(struct vcpu *vcpu);
/* Nobody answers at this address. */
void machine_nobody(struct vcpu *vcpu, enum space space, bool write, uint64_t *value);
/* Where the CPU is, for messages. */
uint64_t machine_pc(struct vcpu *vcpu);

#endif
