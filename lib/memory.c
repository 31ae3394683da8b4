/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copying, filling and comparing memory, by words where both sides allow it.
 *
 * No access is ever unaligned: on Arm these run before the MMU is on, when all
 * memory counts as device memory and an unaligned access is a fault.
 */
#include <stdint.h>
#include "string.h"

typedef unsigned long __attribute__((may_alias)) word;

enum { WORD = sizeof(word), BLOCK = 4 * WORD };

/* Without it gcc sees that the loops below are memset and memcpy, and calls those. */
#define KEEP_LOOP(pointer) __asm__("" : "+r"(pointer))

static int alike(const unsigned char *a, const unsigned char *b)
{
	return ((uintptr_t)a ^ (uintptr_t)b) % WORD == 0;
}

/* All loads of a block come before its stores: the ranges may overlap if to < from. */
static void copy_up(unsigned char *to, const unsigned char *from, size_t len)
{
	if (len >= WORD && alike(to, from)) {
		for (; (uintptr_t)to % WORD; len--)
			*to++ = *from++;
		for (; len >= BLOCK; len -= BLOCK, to += BLOCK, from += BLOCK) {
			const word *in = (const word *)from;
			word *out = (word *)to;
			word a = in[0], b = in[1], c = in[2], d = in[3];

			out[0] = a;
			out[1] = b;
			out[2] = c;
			out[3] = d;
		}
		for (; len >= WORD; len -= WORD, to += WORD, from += WORD) {
			KEEP_LOOP(to);
			*(word *)to = *(const word *)from;
		}
	}
	for (; len; len--) {
		KEEP_LOOP(to);
		*to++ = *from++;
	}
}

/* The same from the end, for to > from. */
static void copy_down(unsigned char *to, const unsigned char *from, size_t len)
{
	to += len;
	from += len;
	if (len >= WORD && alike(to, from)) {
		for (; (uintptr_t)to % WORD; len--)
			*--to = *--from;
		for (; len >= WORD; len -= WORD) {
			KEEP_LOOP(to);
			to -= WORD;
			from -= WORD;
			*(word *)to = *(const word *)from;
		}
	}
	for (; len; len--) {
		KEEP_LOOP(to);
		*--to = *--from;
	}
}

void *memcpy(void *restrict to, const void *restrict from, size_t len)
{
	copy_up(to, from, len);
	return to;
}

void *memmove(void *to, const void *from, size_t len)
{
	if ((uintptr_t)to <= (uintptr_t)from)
		copy_up(to, from, len);
	else
		copy_down(to, from, len);
	return to;
}

void *memset(void *to, int byte, size_t len)
{
	word pattern = (unsigned char)byte * (~0UL / UINT8_MAX);
	unsigned char *at = to;

	for (; len && (uintptr_t)at % WORD; len--)
		*at++ = pattern;
	for (; len >= BLOCK; len -= BLOCK, at += BLOCK) {
		word *out = (word *)at;

		KEEP_LOOP(out);
		out[0] = pattern;
		out[1] = pattern;
		out[2] = pattern;
		out[3] = pattern;
	}
	for (; len; len--) {
		KEEP_LOOP(at);
		*at++ = pattern;
	}
	return to;
}

int memcmp(const void *a, const void *b, size_t len)
{
	const unsigned char *left = a, *right = b;

	if (alike(left, right)) {
		for (; len && (uintptr_t)left % WORD && *left == *right; len--)
			left++, right++;
		if ((uintptr_t)left % WORD == 0) {
			for (; len >= WORD && *(const word *)left == *(const word *)right;
			     len -= WORD)
				left += WORD, right += WORD;
		}
	}
	for (; len; len--, left++, right++) {
		if (*left != *right)
			return *left - *right;
	}
	return 0;
}

void *memchr(const void *from, int byte, size_t len)
{
	const unsigned char *at = from;

	for (; len; len--, at++) {
		if (*at == (unsigned char)byte)
			return (void *)at;
	}
	return NULL;
}
