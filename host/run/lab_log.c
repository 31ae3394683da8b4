/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <string.h>

#include "lab_log.h"
#include "text.h"

static const char *const complaints[] = {
	"WARNING: ", /* WARN_ON(), and most of what lockdep and KCSAN report */
	"BUG: ",     /* KASAN, bad pages, soft lockups, sleeping in atomic context, null pointers */
	"kernel BUG at ",
	"UBSAN: ",
	"KFENCE: ",
	"Internal error: ", /* an oops of arm64 */
	"Oops: ",
	"Unable to handle kernel ",
	"general protection fault",
	"Kernel panic ",
	"possible circular locking dependency",
	"possible recursive locking",
	"inconsistent lock state",
	"suspicious RCU usage",
	"detected stalls on CPUs", /* RCU */
	"self-detected stall on CPU",
	"blocked for more than ", /* a hung task */
	"Out of memory: ",
	"oom-kill:",
	"unchecked MSR access error",
	"(some of the kernel's log is lost)",
};

static bool has_one_of(const char *line, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strstr(line, words[i]))
			return true;
	}
	return false;
}

bool lab_log_is_complaint(const char *line)
{
	return has_one_of(line, complaints, ARRAY_SIZE(complaints));
}

bool lab_log_is_end(const char *line)
{
	return strstr(line, "Kernel panic ");
}
