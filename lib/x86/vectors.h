/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vectors that the library gives to devices. Tests that use vectors themselves
 * have those from VECTOR_FREE up to the library's own in <irq_source.h>.
 */
#ifndef VECTORS_H
#define VECTORS_H

enum {
	VECTOR_LINE = 0x30, /* of global system interrupt n: VECTOR_LINE + n */
	VECTOR_LINES = 0x30,
	VECTOR_MESSAGE = 0x60,
	VECTOR_MESSAGES = 0x60,
	VECTOR_FREE = 0xc0,
};

#endif
