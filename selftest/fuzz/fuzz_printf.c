/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Formats that a fuzzer chooses: the guests' snprintf() and this machine's
 * must make the same of them, whole and cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../libc/format_case.h"
#include "../libc/guest.h"
#include "util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void compare(const struct format_case *made, size_t size)
{
	static char want[CASE_RESULT_MAX], got[CASE_RESULT_MAX];
	char *to = got + sizeof(got) - size;
	int want_len = snprintf(want, size, FORM(&made->host));
	int got_len = guest_snprintf(to, size, FORM(&made->guest));

	if (got_len == want_len && !memcmp(to, want, min((size_t)want_len + 1, size)))
		return;
	fprintf(stderr, "format \"%s\", %zu bytes: '%s' (%d), not '%s' (%d)\n", made->guest.format,
		size, to, got_len, want, want_len);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct format_case made;

	format_case_make(&made, bytes, size);
	compare(&made, CASE_RESULT_MAX);
	compare(&made, 1 + size);
	return 0;
}
