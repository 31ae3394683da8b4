/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest image: what every guest pays before its first check and after its
 * last one. make bench compares it with a guest of three instructions.
 */
#include <machine.h>
#include <test.h>

TEST(starts, "a guest starts, and there is memory")
{
	struct memory_range range;

	CHECK_GT(machine_memory(&range, 1), 0);
}
