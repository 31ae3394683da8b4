/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Debian's libfdt.a was compiled to expect of its C library.
 */
#include <test.h>

extern uintptr_t __stack_chk_guard;
void __stack_chk_fail(void);

uintptr_t __stack_chk_guard = 0x5bd1e995c0ffee00;

void __stack_chk_fail(void)
{
	test_crashed("libfdt has written beyond an array on its stack");
}
