/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands in for QEMU when the runner itself is measured: answers for the smallest
 * image as a guest would, and ends.
 */
#include <unistd.h>

int main(void)
{
	static const char answer[] = "KTAP version 1\n"
				     "#@ hostproof 1 s390x\n"
				     "1..1\n"
				     "#@ case 1 starts\n"
				     "#@ time 1000\n"
				     "ok 1 starts\n"
				     "#@ end 1 0 0\n";

	return write(STDOUT_FILENO, answer, sizeof(answer) - 1) != sizeof(answer) - 1;
}
