/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a lab is made of: packages, the initramfs, the emulator's words. */
#ifndef LAB_BOOT_H
#define LAB_BOOT_H

#include "lab.h"

/* Gets what is missing; NULL, or in one line why it cannot be had. */
char *lab_prepare(struct lab_kind *kind);
/* Likewise QEMU for runs in labs of this kind. */
char *lab_prepare_qemu(struct lab_kind *kind);
/* Labs of this kind that are booted from now on have other files in them. */
void lab_pack_again(struct lab_kind *kind);
/* A file that is needed inside, under the same path. */
void lab_include(struct lab_kind *kind, const char *file);
/* Starts the emulator. 0 or an errno. */
int lab_boot(struct lab *lab);
/* The words that boot a lab of this kind. */
void lab_words(const struct lab_kind *kind, struct words *argv);
/* A word of a description; the build directory may be at its beginning. The caller frees it. */
char *lab_place(const char *word);

#endif
