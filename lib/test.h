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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trap.h>

struct test_case {
	void (*run)(void);
	const char *note;
};

#define STRING_OF(x)  #x
#define STRING_OF_(x) STRING_OF(x)

#define NEEDS(what)   "needs=" what "\0"
#define CITE(where)   "cite=" where "\0"
#define TIMEOUT(secs) "timeout=" #secs "\0"

/* gcc lays out variables from the last to the first unless told; clang keeps their order. */
#if __has_attribute(no_reorder)
#define IN_ORDER no_reorder
#else
#define IN_ORDER
#endif

#define TEST(name, claim, ...)                                                                    \
	static void name(void);                                                                   \
	static const char note_##name[]                                                           \
		__attribute__((used, IN_ORDER, aligned(1), section("hostproof_notes"))) =         \
			"case\0" #name "\0" claim "\0" __FILE__                                   \
			"\0" STRING_OF_(__LINE__) "\0" __VA_ARGS__;                               \
	static const struct test_case case_##name __attribute__((                                 \
		used, IN_ORDER, aligned(8), section("hostproof_cases"))) = { name, note_##name }; \
	static void name(void)

/* Where a check stands and how it reads. */
struct check {
	const char *file;
	unsigned int line;
	bool ends_case;
	const char *text;
};

#define CHECK_HERE(fatal, what) \
	(&(const struct check){ \
		.file = __FILE__, .line = __LINE__, .ends_case = fatal, .text = what })

void check_failed(const struct check *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void check_failed_values(const struct check *check, uint64_t a, uint64_t b);
void check_strings(const struct check *check, const char *a, const char *b);
void check_memory(const struct check *check, const void *a, const void *b, size_t size);
void check_trap(const struct check *check, unsigned int want, unsigned int got);

#define CHECK_TRUE(fatal, text, cond, ...)                                     \
	do {                                                                   \
		if (!(cond))                                                   \
			check_failed(CHECK_HERE(fatal, text), "" __VA_ARGS__); \
	} while (0)

/* Adding nothing makes a value of a bit-field, and changes nothing that comparing would not. */
#define CHECK_VALUES(fatal, text, a, op, b)                                                       \
	do {                                                                                      \
		__auto_type a_ = (a) + 0;                                                         \
		__auto_type b_ = (b) + 0;                                                         \
		if (!(a_ op b_))                                                                  \
			check_failed_values(CHECK_HERE(fatal, text), (uint64_t)a_, (uint64_t)b_); \
	} while (0)

/* The optional words after the condition are a printf format and its arguments. */
#define CHECK(cond, ...)   CHECK_TRUE(false, "CHECK(" #cond ")", cond, __VA_ARGS__)
#define REQUIRE(cond, ...) CHECK_TRUE(true, "REQUIRE(" #cond ")", cond, __VA_ARGS__)

#define CHECK_EQ(a, b)	 CHECK_VALUES(false, "CHECK_EQ(" #a ", " #b ")", a, ==, b)
#define CHECK_NE(a, b)	 CHECK_VALUES(false, "CHECK_NE(" #a ", " #b ")", a, !=, b)
#define CHECK_LT(a, b)	 CHECK_VALUES(false, "CHECK_LT(" #a ", " #b ")", a, <, b)
#define CHECK_LE(a, b)	 CHECK_VALUES(false, "CHECK_LE(" #a ", " #b ")", a, <=, b)
#define CHECK_GT(a, b)	 CHECK_VALUES(false, "CHECK_GT(" #a ", " #b ")", a, >, b)
#define CHECK_GE(a, b)	 CHECK_VALUES(false, "CHECK_GE(" #a ", " #b ")", a, >=, b)
#define REQUIRE_EQ(a, b) CHECK_VALUES(true, "REQUIRE_EQ(" #a ", " #b ")", a, ==, b)
#define REQUIRE_NE(a, b) CHECK_VALUES(true, "REQUIRE_NE(" #a ", " #b ")", a, !=, b)
#define REQUIRE_GE(a, b) CHECK_VALUES(true, "REQUIRE_GE(" #a ", " #b ")", a, >=, b)

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

/* Ends the case without a verdict. */
void test_skip(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
#define SKIP(...) test_skip(__VA_ARGS__)

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
