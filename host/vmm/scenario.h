/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios: cases of which the host's side is the point. They are written as a guest's
 * are, with TEST() and CHECK(), one file in scenario/ for each scenario, and print KTAP.
 * A case begins with guest_boot() of the guest that is the scenario's counterpart, in
 * vmm/, see bell.h.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#include "bell.h"
#include "machine.h"

struct scenario_case {
	void (*run)(void);
	const char *note;
};

#define STRING_OF(x)  #x
#define STRING_OF_(x) STRING_OF(x)

#define CITE(where)    "cite=" where "\0"
#define TIMEOUT(secs)  "timeout=" #secs "\0"
#define KVM_API(where) CITE("Linux, virt/kvm/api.rst, " where)

/* The note is what the runner reads of a case, in the same form as a guest's. */
#define TEST(name, claim, ...)                                                                     \
	static void name(void);                                                                    \
	static const char note_##name[]                                                            \
		__attribute__((used, no_reorder, aligned(1), section("hostproof_notes"))) =        \
			"case\0" #name "\0" claim "\0" __FILE__                                    \
			"\0" STRING_OF_(__LINE__) "\0" __VA_ARGS__;                                \
	static const struct scenario_case case_##name __attribute__((                              \
		used, no_reorder, aligned(8), section("scenario_cases"))) = { name, note_##name }; \
	static void name(void)

struct check {
	const char *file;
	unsigned int line;
	bool ends_case;
	const char *text;
};

#define CHECK_HERE(fatal, what) (&(const struct check){ __FILE__, __LINE__, fatal, what })

void check_failed(const struct check *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void check_failed_values(const struct check *check, uint64_t a, uint64_t b);

#define CHECK_TRUE(fatal, text, cond, ...)                                     \
	do {                                                                   \
		if (!(cond))                                                   \
			check_failed(CHECK_HERE(fatal, text), "" __VA_ARGS__); \
	} while (0)

#define CHECK_VALUES(fatal, text, a, op, b)                                   \
	do {                                                                  \
		uint64_t a_ = (a), b_ = (b);                                  \
		if (!(a_ op b_))                                              \
			check_failed_values(CHECK_HERE(fatal, text), a_, b_); \
	} while (0)

#define CHECK(cond, ...)   CHECK_TRUE(false, "CHECK(" #cond ")", cond, __VA_ARGS__)
#define REQUIRE(cond, ...) CHECK_TRUE(true, "REQUIRE(" #cond ")", cond, __VA_ARGS__)
#define CHECK_EQ(a, b)	   CHECK_VALUES(false, "CHECK_EQ(" #a ", " #b ")", a, ==, b)
#define CHECK_GE(a, b)	   CHECK_VALUES(false, "CHECK_GE(" #a ", " #b ")", a, >=, b)
#define REQUIRE_EQ(a, b)   CHECK_VALUES(true, "REQUIRE_EQ(" #a ", " #b ")", a, ==, b)

void scenario_skip(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
#define SKIP(...) scenario_skip(__VA_ARGS__)

bool scenario_exists(const char *name);
/* Runs the cases of scenario/NAME.c. */
void scenario_run(const char *name, const struct options *options);
/* Prints the names of all. */
void scenario_list(void);

#define GUEST_MAX_CPUS 64

/* The guest of this case; it is torn down when the case ends. */
struct guest {
	struct vm vm;
	unsigned int area; /* slot of the area; without one, of the memory */
};
extern struct guest guest;

/*
 * Makes a machine with an area of so many pages in a slot of its own with these flags, boots
 * the scenario's guest in it, and waits until all CPUs have rung the bell. prepare, if not
 * NULL, is called before there are the area and CPUs.
 */
void guest_boot(unsigned int cpus, uint64_t pages, uint32_t flags, void (*prepare)(struct vm *vm));
/* Tells the CPU what to do; guest_wait() waits until it has. guest_do() is both. */
void guest_tell(unsigned int cpu, const struct command *command);
void guest_wait(unsigned int cpu);
bool guest_is_busy(unsigned int cpu);
/* The command that the CPU is at work on, in the memory of the guest. */
volatile struct command *guest_command(unsigned int cpu);
uint64_t guest_do(unsigned int cpu, const struct command *command);
/*
 * Stops the guest wherever it is, takes the state out of KVM, ends the machine, makes another
 * one, puts the state in, and lets the guest go on. look, if not NULL, is called when the guest
 * has stopped.
 */
void guest_replace(void (*look)(struct vm *vm));
void guest_destroy(void);
/* What chance begins with, hp.seed of the command line; prints it, to be repeated. */
unsigned int guest_seed(void);
/* Where the area is, and a place of two pages for a device. */
uint64_t guest_area(void);
uint64_t guest_device(void);

#endif
