/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the agent and a program that waits, loaded and linked, to be started: to link a large
 * one takes most of its start in a lab, so that this is done once.
 *
 * An order is one packet: the words of the command, each with its NUL, and with it the
 * descriptors that become 0, 1, 2 and, if there are four, 3. The answer is an int: the process
 * that the command is, in a group of its own and a child of init, or a negative errno.
 */
#ifndef LINKED_H
#define LINKED_H

#include <stddef.h>
#include <string.h>

#ifndef LINKED_LIBRARY
#define LINKED_LIBRARY "/lab/linked.so" /* to be loaded before all others of the program */
#endif

enum { LINKED_SOCKET = 3, LINKED_FDS_MAX = 4, LINKED_WORDS_MAX = 256, LINKED_BYTES_MAX = 4096 };

/* For execvp() or main(): the words that lie one behind the other; returns how many. */
static inline int linked_split(char *bytes, size_t size, char *words[LINKED_WORDS_MAX + 1])
{
	int count = 0;

	for (size_t at = 0; at < size && count < LINKED_WORDS_MAX; at += strlen(bytes + at) + 1)
		words[count++] = bytes + at;
	words[count] = NULL;
	return count;
}

#endif
