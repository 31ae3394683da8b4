/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a test: TEST() names a case and states its claim, CHECK and REQUIRE
 * compare, SKIP says what is missing.
 *
 *	TEST(stsch_answers, "STSCH of an existing subchannel sets condition code 0",
 *	     NEEDS("cpus=2") CITE("Principles of Operation, STORE SUBCHANNEL"))
 *	{
 *		REQUIRE(sch, "no subchannel");
 *		CHECK_EQ(stsch(sch, &schib), 0);
 *	}
 *
 * A failing CHECK is reported and the case goes on; REQUIRE ends it. Both may
 * be used on any CPU and in interrupt handlers.
 *
 * How a case travels to the runner is described in docs/design.md.
 */
#ifndef TEST_H
#define TEST_H

#include <claim.h>
#include <stddef.h>
#include <trap.h>

void check_strings(const struct check *check, const char *a, const char *b);
void check_memory(const struct check *check, const void *a, const void *b, size_t size);
void check_trap(const struct check *check, unsigned int want, unsigned int got);

#define CHECK_STR_EQ(a, b) check_strings(CHECK_HERE(false, "CHECK_STR_EQ(" #a ", " #b ")"), a, b)
#define CHECK_MEM_EQ(a, b, size) \
	check_memory(CHECK_HERE(false, "CHECK_MEM_EQ(" #a ", " #b ", " #size ")"), a, b, size)

/*
 * Does the statement trap, and with this code (a TRAP_... of <trap_code.h>)?
 * The statement must fault in an instruction that is in the probe table, see
 * <trap.h>.
 */
#define CHECK_TRAP(want, statement)                                                          \
	do {                                                                                 \
		trap_probe_begin();                                                          \
		(void)(statement);                                                           \
		check_trap(CHECK_HERE(false, "CHECK_TRAP(" #want ", " #statement ")"), want, \
			   trap_probed());                                                   \
	} while (0)

/* A line for people; it is shown with the case. */
void test_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define NOTE(...) test_note(__VA_ARGS__)

/* A figure for the results. */
void test_value(const char *name, uint64_t number, const char *unit);

/* Ends the case with a verdict that the library reached, such as a trap that nobody expected. */
void test_crashed(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void test_timed_out(void) __attribute__((noreturn));

/* Called once by the library when the machine is ready. */
void test_main(void) __attribute__((noreturn));

#endif
