/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the QEMU in labs can do, which is another than the one outside: asked once in a lab of its
 * own, then kept as long as the package stays the same.
 */
#ifndef LAB_CAPS_H
#define LAB_CAPS_H

#include "caps.h"
#include "lab_kind.h"

/* Of a lab whose QEMU is prepared. NULL and a message if it does not say. */
const struct caps *lab_caps(struct lab_kind *kind, char **error);

#endif
