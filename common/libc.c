/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The library's own libc, as this machine executes it.
 *
 * That its results are those of C is shown elsewhere, against another libc and
 * with far more input (selftest/libc). Here is what only a guest can show: the
 * byte order, the calling convention and the instructions of its architecture,
 * and that no function touches memory that it was not given. Every other test
 * reports by way of these functions.
 */
#include <alloc.h>
#include <clock.h>
#include <ctype.h>
#include <limits.h>
#include <mmu.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>

/* Longer than any block in which the functions work, at more than one alignment. */
#define LONGEST 80

#define PAIRS	64 /* of alignments; in an order in which the first few have each of both sides */
#define COPRIME 9
#define FEWEST	16 /* on a slow host */

/* A page between two that are not there. */
static unsigned char *lonely_page(void)
{
	unsigned char *pages = page_alloc(3);

	mmu_unmap(pages);
	mmu_unmap(pages + 2 * PAGE_SIZE);
	return pages + PAGE_SIZE;
}

static void fill_pattern(unsigned char *bytes, size_t len)
{
	for (size_t n = 0; n < len; n++)
		bytes[n] = n + 1;
}

TEST(memory_within_bounds, "the memory functions touch nothing before or behind their ranges",
     CITE("C11 7.24.2, 7.24.4 to 7.24.6"))
{
	unsigned char *a = lonely_page(), *b = lonely_page();

	for (size_t len = 0; len <= LONGEST; len++) {
		unsigned char *end_of_a = a + PAGE_SIZE - len, *end_of_b = b + PAGE_SIZE - len;

		memset(a, 'a', len);
		memset(end_of_a, 'a', len);
		memcpy(b, end_of_a, len);
		memcpy(end_of_b, a, len);
		memmove(end_of_a, b, len);
		memmove(a, end_of_b, len);
		CHECK_EQ(memcmp(a, end_of_b, len), 0);
		CHECK_EQ(memcmp(end_of_a, b, len), 0);
		CHECK(!memchr(end_of_a, 'z', len));
	}
}

TEST(strings_within_bounds, "the string functions read nothing behind a string or its bound",
     CITE("C11 7.24.1"))
{
	char *end = (char *)lonely_page() + PAGE_SIZE;

	for (size_t len = 0; len < LONGEST; len++) {
		char *text = end - len - 1, *open = end - len, copy[LONGEST];

		memset(text, 'a', len);
		text[len] = '\0';
		CHECK_EQ(strlen(text), len);
		CHECK(!strchr(text, 'b'));
		CHECK(!strstr(text, "ab"));
		CHECK_EQ(strlcpy(copy, text, sizeof(copy)), len);
		CHECK_EQ(strcmp(text, copy), 0);

		memset(open, 'a', len);
		CHECK_EQ(strnlen(open, len), len);
		CHECK_EQ(strncmp(open, copy, len), 0);
		CHECK_EQ(snprintf(copy, sizeof(copy), "%.*s", (int)len, open), len);
	}
}

TEST(copies_at_each_alignment,
     "memcpy() and memmove() copy each length between each pair of alignments, and nothing more",
     CITE("C11 7.24.2.1, 7.24.2.2"))
{
	unsigned char from[LONGEST + 16], want[LONGEST + 32], got[LONGEST + 32];
	unsigned int pairs = clock_repeats(PAIRS, FEWEST), wrong = 0;

	fill_pattern(from, sizeof(from));
	for (unsigned int i = 0; i < pairs; i++) {
		unsigned int pair = i * COPRIME % PAIRS;
		size_t skew = pair % 8, at = 8 + pair / 8;

		memset(want, 0xee, sizeof(want));
		for (size_t len = 0; len <= LONGEST; len++) {
			if (len)
				want[at + len - 1] = from[skew + len - 1];
			memset(got, 0xee, sizeof(got));
			memcpy(got + at, from + skew, len);
			wrong += !!memcmp(got, want, sizeof(got));
			memset(got, 0xee, sizeof(got));
			memmove(got + at, from + skew, len);
			wrong += !!memcmp(got, want, sizeof(got));
		}
	}
	CHECK_EQ(wrong, 0);
}

TEST(moves_over_itself, "memmove() by any distance keeps what was there before",
     CITE("C11 7.24.2.2"))
{
	enum { START = 32 };
	unsigned char want[LONGEST], got[LONGEST + 2 * START];

	fill_pattern(want, LONGEST);
	for (size_t to = 0; to <= 2 * START; to++) {
		fill_pattern(got + START, LONGEST);
		memmove(got + to, got + START, LONGEST);
		CHECK_MEM_EQ(got + to, want, LONGEST);
	}
}

TEST(first_difference_decides, "memcmp() orders by the first byte that differs, as unsigned",
     CITE("C11 7.24.4.1"))
{
	unsigned char a[32] __attribute__((aligned(8))), b[32] __attribute__((aligned(8)));

	memset(a, 0x7f, sizeof(a));
	for (size_t at = 0; at + 1 < sizeof(a); at++) {
		memcpy(b, a, sizeof(b));
		b[at] = 0x80;
		b[at + 1] = 0;
		CHECK_LT(memcmp(a, b, sizeof(a)), 0);
		CHECK_GT(memcmp(b, a, sizeof(a)), 0);
		CHECK_EQ(memcmp(a, b, at), 0);
	}
}

#define PRINTS(text, ...)                                                                \
	do {                                                                             \
		char printed[128];                                                       \
                                                                                         \
		CHECK_EQ(snprintf(printed, sizeof(printed), __VA_ARGS__), strlen(text)); \
		CHECK_STR_EQ(printed, text);                                             \
	} while (0)

TEST(integers_of_each_size, "printf takes integers of each size, up to their limits",
     CITE("C11 7.21.6.1, 7 and 8"))
{
	PRINTS("-128 127 255", "%hhd %hhd %hhu", (signed char)SCHAR_MIN, (signed char)SCHAR_MAX,
	       (unsigned char)UCHAR_MAX);
	PRINTS("-32768 32767 65535", "%hd %hd %hu", (short)SHRT_MIN, (short)SHRT_MAX,
	       (unsigned short)USHRT_MAX);
	PRINTS("-2147483648 2147483647 4294967295", "%d %i %u", INT_MIN, INT_MAX, UINT_MAX);
	PRINTS("-9223372036854775808 9223372036854775807", "%ld %lld", LONG_MIN, LLONG_MAX);
	PRINTS("18446744073709551615 1777777777777777777777", "%lu %lo", ULONG_MAX, ULONG_MAX);
	PRINTS("ffffffffffffffff 7FFFFFFFFFFFFFFF", "%zx %jX", SIZE_MAX, INTMAX_MAX);
}

TEST(flags_width_precision, "flags, width and precision of printf have their meaning",
     CITE("C11 7.21.6.1, 4 to 6"))
{
	PRINTS("[   42][42   ][00042][  042]", "[%5d][%-5d][%05d][%5.3d]", 42, 42, 42, 42);
	PRINTS("[+42][ 42][-0042]", "[%+d][% d][%05d]", 42, 42, -42);
	PRINTS("[0x2a][0X002A][052][0]", "[%#x][%#06X][%#o][%#x]", 42, 42, 42, 0);
	PRINTS("[   ab][ab   ][a]", "[%5s][%-*s][%.*s]", "ab", 5, "ab", 1, "ab");
	PRINTS("[  c][%][0x1000][(nil)]", "[%3c][%%][%p][%p]", 'c', (void *)0x1000, NULL);
}

TEST(arguments_beyond_registers,
     "printf finds arguments where the calling convention puts those that registers cannot hold")
{
	PRINTS("1 2 3 4 5 6 7 8 9 10 -11 12 d 14",
	       "%d %ld %hhd %s %lld %d %u %zu %d %s %ld %d %c %hd", 1, 2l, (signed char)3, "4", 5ll,
	       6, 7u, (size_t)8, 9, "10", -11l, 12, 'd', (short)14);
}

static int print_on(char *to, size_t size, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(to, size, format, args);
	len += vsnprintf(to + len, size - len, format, again);
	va_end(again);
	va_end(args);
	return len;
}

TEST(argument_list_is_passed_on, "a va_list and its copy give the same arguments twice",
     CITE("C11 7.16, 7.21.6.12"))
{
	char text[64];

	CHECK_EQ(print_on(text, sizeof(text), "%d %s %lx %c;", 1, "two", 3l, '4'), 20);
	CHECK_STR_EQ(text, "1 two 3 4;1 two 3 4;");
}

TEST(cut_text_ends, "snprintf() cuts at the end of its buffer and returns the whole length",
     CITE("C11 7.21.6.5"))
{
	char text[8];

	memset(text, 'x', sizeof(text));
	CHECK_EQ(snprintf(text, 5, "%s", "abcdefgh"), 8);
	CHECK_MEM_EQ(text, "abcd\0xxx", sizeof(text));
	CHECK_EQ(snprintf(NULL, 0, "%1000d", 1), 1000);
}

TEST(symbols_by_name, "%pS shows in which function an address lies, and how far from its start")
{
	static const char want[] = "print_on+0x4/";
	char text[64];

	snprintf(text, sizeof(text), "%pS", (const char *)(uintptr_t)print_on + 4);
	CHECK(!strncmp(text, want, strlen(want)), "it shows %s", text);
}

TEST(numbers_from_text, "strtol() and strtoul() read each base, and stop at the type's limits",
     CITE("C11 7.22.1.4"))
{
	static const char sum[] = " \t+0x1fg";
	char *end;

	CHECK_EQ(strtol(sum, &end, 0), 0x1f);
	CHECK_EQ(*end, 'g');
	CHECK_EQ(strtol("-0777", NULL, 0), -0777);
	CHECK_EQ(strtoul("zz", NULL, 36), 35 * 36 + 35);
	CHECK_EQ(strtol("0x", &end, 16), 0);
	CHECK_EQ(*end, 'x');
	CHECK_EQ(strtol("9223372036854775807", NULL, 10), LONG_MAX);
	CHECK_EQ(strtol("9223372036854775808", NULL, 10), LONG_MAX);
	CHECK_EQ(strtol("-9223372036854775808", NULL, 10), LONG_MIN);
	CHECK_EQ(strtol("-9223372036854775809", NULL, 10), LONG_MIN);
	CHECK_EQ(strtoul("18446744073709551615", NULL, 10), ULONG_MAX);
	CHECK_EQ(strtoul("18446744073709551616", NULL, 10), ULONG_MAX);
	CHECK_EQ(strtoul("-1", NULL, 10), ULONG_MAX);
	CHECK_EQ(atoi("-42 is read"), -42);
}

TEST(characters, "the classes of ctype.h are those of ASCII")
{
	unsigned int digits = 0, letters = 0, blanks = 0, shown = 0;

	for (int c = -1; c <= UCHAR_MAX; c++) {
		digits += !!isxdigit(c);
		letters += !!isalpha(c);
		blanks += !!isspace(c);
		shown += !!isprint(c);
		CHECK_EQ(toupper(tolower(c)), islower(c) ? c - 'a' + 'A' : c);
	}
	CHECK_EQ(digits, 22);
	CHECK_EQ(letters, 52);
	CHECK_EQ(blanks, 6);
	CHECK_EQ(shown, 95);
}

TEST(words_of_a_text, "strtok_r() finds each word, and none between separators that touch",
     CITE("POSIX.1-2017, strtok_r"))
{
	char text[] = "::one:two,2;:three;", *rest;

	CHECK_STR_EQ(strtok_r(text, ":;", &rest), "one");
	CHECK_STR_EQ(strtok_r(NULL, ":;", &rest), "two,2");
	CHECK_STR_EQ(strtok_r(NULL, ":;", &rest), "three");
	CHECK(!strtok_r(NULL, ":;", &rest));
}
