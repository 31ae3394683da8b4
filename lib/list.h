/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A doubly linked list whose links live inside the things that are listed.
 *
 * The head is a link as well, and the ring closes in it: an empty list is a
 * head that points at itself. container_of() leads from a link to its owner.
 */
#ifndef LIST_H
#define LIST_H

#include <stdbool.h>

struct list {
	struct list *next;
	struct list *prev;
};

#define LIST_EMPTY(head)                         \
	{                                        \
		.next = &(head), .prev = &(head) \
	}

static inline void list_init(struct list *head)
{
	head->next = head;
	head->prev = head;
}

static inline bool list_is_empty(const struct list *head)
{
	return head->next == head;
}

/* With the head as `place`, the link becomes the first of its list. */
static inline void list_insert_after(struct list *place, struct list *link)
{
	link->next = place->next;
	link->prev = place;
	place->next->prev = link;
	place->next = link;
}

static inline void list_append(struct list *head, struct list *link)
{
	list_insert_after(head->prev, link);
}

/* The link can be inserted, or removed again, afterwards. */
static inline void list_remove(struct list *link)
{
	link->prev->next = link->next;
	link->next->prev = link->prev;
	list_init(link);
}

#define list_for_each(link, head) \
	for (struct list *link = (head)->next; link != (head); link = link->next)

/* For bodies that remove the link they were given. */
#define list_for_each_safe(link, head)                                                    \
	for (struct list *link = (head)->next, *link##_next = link->next; link != (head); \
	     link = link##_next, link##_next = link->next)

#endif
