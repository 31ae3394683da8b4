/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How cases and their checks are written, for guests (<test.h>) and for the scenarios of the
 * VMM (scenario.h): both look alike to whoever reads them and to the runner. The records that
 * TEST() makes are described in docs/design.md.
 */
#ifndef CLAIM_H
#define CLAIM_H

#include <stdbool.h>
#include <stdint.h>

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

/* Ends the case without a verdict. */
void test_skip(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
#define SKIP(...) test_skip(__VA_ARGS__)

#endif
