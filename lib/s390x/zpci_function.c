/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions of this machine. Enabling one changes its handle, so the handle
 * is asked for anew where the state of a function is not known.
 */
#include <lowcore.h>
#include <util.h>
#include <zpci.h>

#define MOST	64
#define ENTRIES 32 /* of a list at a time */

static struct zpci functions[MOST];
static unsigned int count;
static bool looked;

struct list {
	struct clp_list_response head;
	struct clp_entry entries[ENTRIES];
};

static unsigned int entries_of(const struct list *list)
{
	return (list->head.header.length - sizeof(list->head)) / sizeof(struct clp_entry);
}

/* Calls back for each entry until one is the wanted. */
static bool each_entry(bool (*is_wanted)(const struct clp_entry *entry, void *context),
		       void *context)
{
	struct list list = { 0 };
	uint64_t resume = 0;

	do {
		if (clp_list(resume, &list.head, sizeof(list)) != CLP_OK)
			return false;
		for (unsigned int i = 0; i < entries_of(&list); i++) {
			if (is_wanted(&list.entries[i], context))
				return true;
		}
		resume = list.head.resume;
	} while (resume);
	return false;
}

static bool add(const struct clp_entry *entry, void *context)
{
	(void)context;
	if (entry->configured & CLP_CONFIGURED && count < MOST) {
		struct zpci *function = &functions[count++];

		function->entry = *entry;
		function->handle = entry->handle;
		clp_query_function(entry->handle, &function->about);
		clp_query_group(function->about.group, &function->group);
	}
	return false;
}

struct zpci *zpci_function(unsigned int n)
{
	if (!looked) {
		looked = true;
		if (has_facility(FACILITY_ZPCI))
			each_entry(add, NULL);
	}
	return n < count ? &functions[n] : NULL;
}

static bool take_handle(const struct clp_entry *entry, void *context)
{
	struct zpci *function = context;

	if (entry->fid == function->entry.fid)
		function->handle = entry->handle;
	return entry->fid == function->entry.fid;
}

static bool take_entry(const struct clp_entry *entry, void *context)
{
	struct clp_entry *wanted = context;
	bool found = entry->fid == wanted->fid;

	if (found)
		*wanted = *entry;
	return found;
}

bool zpci_list(uint32_t fid, struct clp_entry *entry)
{
	*entry = (struct clp_entry){ .fid = fid };
	return each_entry(take_entry, entry);
}

bool zpci_disable(struct zpci *function)
{
	if (!each_entry(take_handle, function))
		return false;
	return !(function->handle & CLP_HANDLE_ENABLED) ||
	       clp_set_function(function->handle, CLP_DISABLE, 0, &function->handle) == CLP_OK;
}

bool zpci_enable(struct zpci *function)
{
	return zpci_disable(function) &&
	       clp_set_function(function->handle, CLP_ENABLE, 1, &function->handle) == CLP_OK;
}
