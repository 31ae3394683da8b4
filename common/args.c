/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line and the console: what the host passed in arrives unchanged,
 * and what the guest says can be answered.
 *
 * Loaders cut command lines, split them at the wrong blank, or leave the end
 * open; consoles lose or double bytes when both sides talk. The run of this
 * image passes: alpha "two words" NAME=value empty= number=0x1f, and a long
 * word of 600 bytes.
 */
#include <args.h>
#include <clock.h>
#include <control.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>

TEST(words_in_order, "the words of the command line arrive in order, without the library's own")
{
	REQUIRE_EQ(args_count(), 6);
	CHECK_STR_EQ(args_word(0), "alpha");
	CHECK_STR_EQ(args_word(2), "NAME=value");
	CHECK_STR_EQ(args_word(3), "empty=");
	CHECK_STR_EQ(args_word(4), "number=0x1f");
	CHECK(!strncmp(args_word(5), "long=", 5));
	for (unsigned int i = 0; i < args_count(); i++)
		CHECK(strncmp(args_word(i), "hp.", 3));
	CHECK(!args_word(args_count()));
}

TEST(quotes_keep_blanks, "blanks within quotes do not end a word")
{
	REQUIRE_GE(args_count(), 2);
	CHECK_STR_EQ(args_word(1), "two words");
}

TEST(environment, "NAME=value can be read with getenv()")
{
	REQUIRE(getenv("NAME"));
	CHECK_STR_EQ(getenv("NAME"), "value");
	REQUIRE(getenv("empty"));
	CHECK_STR_EQ(getenv("empty"), "");
	CHECK(!getenv("NAM"));
	CHECK(!getenv("alpha"));
}

TEST(numbers, "numbers are read in C notation, and a word that is missing gives the default")
{
	CHECK_EQ(args_number("number", 0), 0x1f);
	CHECK_EQ(args_number("missing", 42), 42);
}

TEST(long_word, "a word of 600 bytes arrives complete")
{
	const char *word = args_value("long");

	REQUIRE(word);
	REQUIRE_EQ(strlen(word), 600);
	for (unsigned int i = 0; i < 600; i++)
		CHECK_EQ(word[i], 'a' + i % 26);
}

TEST(echo, "what is written to the console comes back on its input, byte by byte", NEEDS("control"))
{
	char answer[128];

	for (unsigned int length = 1; length < 100; length += 7) {
		char words[100];

		for (unsigned int i = 0; i < length; i++)
			words[i] = '!' + (i * 7 + length) % 94;
		words[length] = '\0';
		REQUIRE(control_request(answer, sizeof(answer), "echo %s", words));
		CHECK_STR_EQ(answer, words);
	}
}

TEST(unknown_request, "a request that the runner does not know is answered with an error",
     NEEDS("control"))
{
	char answer[128];

	CHECK(!control_request(answer, sizeof(answer), "no-such-request"));
	CHECK(strstr(answer, "no-such-request"), "the answer is: %s", answer);
}
