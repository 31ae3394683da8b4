/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ping-pong: a number of nine digits goes to a PONG device, comes back plus one,
 * and goes out again, ten thousand times, with one interruption for each exchange.
 *
 * A lost interruption stops the game, a doubled one finds no status, and data that
 * are mixed up give a wrong number. All this must hold for several devices at once
 * and for interruptions that any of several CPUs may take.
 */
#include <args.h>
#include <atomic.h>
#include <clock.h>
#include <css_io.h>
#include <css_print.h>
#include <frame.h>
#include <pong_io.h>
#include <random.h>
#include <smp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test.h>

#define PoP "Principles of Operation, "

#define EXCHANGES   10000
#define GAMES_MAX   4
#define ACTIVE_US   20
#define ISC	    2
#define LOOK_AGAIN  (2 * NS_PER_MS)
#define MOST_NUMBER (PONG_MOST - EXCHANGES)

static struct game {
	struct subchannel *sch;
	struct ccw_program program;
	struct pong_behaviour behaviour;
	char ball[PONG_DIGITS + 1], answer[PONG_DIGITS + 1];
	unsigned int number; /* that was sent */
	unsigned int left;   /* exchanges */
	unsigned int interrupts, without_status, bad_status, wrong;
	struct irb irb;
} games[GAMES_MAX];

static unsigned int game_count;
static volatile unsigned int playing;

/* The last thing that is done for a game: another CPU may go on with it at once. */
static void serve(struct game *game)
{
	snprintf(game->ball, sizeof(game->ball), "%09u", game->number);
	memset(game->answer, 0, sizeof(game->answer));
	CHECK_EQ(css_start(game->sch, &game->program), CC_DONE);
}

static void take_back(struct game *game)
{
	unsigned int answer = strtoul(game->answer, NULL, 10);

	if (!css_ended_well(&game->irb) || game->irb.scsw.count)
		game->bad_status++;
	if (answer != game->number + 1)
		game->wrong++;
	game->number = answer;
	if (--game->left)
		serve(game);
	else
		atomic_sub(&playing, 1);
}

static void play_on(const struct irq *irq, void *context)
{
	struct game *game = context;

	if (irq->frame->subsystem_id != game->sch->sid)
		return;
	game->interrupts++;
	if (tsch(game->sch->sid, &game->irb) == TSCH_STORED)
		take_back(game);
	else
		game->without_status++;
}

/* With a device that needs time, the interruption comes when nobody expects it. */
static void set_up(unsigned int count, bool slow, bool own_subclasses)
{
	struct random random;

	random_seed(&random, args_number("hp.seed", 1));
	memset(games, 0, sizeof(games));
	css_enable_sets();
	game_count = playing = count;
	for (unsigned int n = 0; n < count; n++) {
		struct game *game = &games[n];
		unsigned int isc = own_subclasses ? n : ISC;

		game->sch = pong_open(n, isc);
		game->left = EXCHANGES / count;
		game->number = random_below(&random, MOST_NUMBER);
		game->behaviour.flags = slow ? PONG_SET_ACTIVE : 0;
		game->behaviour.active_us = ACTIVE_US;
		ccw_begin(&game->program, CCW_FORMAT_1);
		if (slow)
			ccw_add(&game->program, PONG_BEHAVE, CCW_CHAIN_COMMAND,
				sizeof(game->behaviour), &game->behaviour);
		ccw_add(&game->program, PONG_WRITE, CCW_CHAIN_COMMAND, PONG_DIGITS, game->ball);
		ccw_add(&game->program, PONG_READ, 0, PONG_DIGITS, game->answer);
		irq_register(IRQ_IO(isc), play_on, game);
	}
	css_drain(CSS_ALL_SUBCLASSES);
}

static void watch(void *subclass)
{
	static const volatile unsigned int never;

	irq_open(IRQ_IO((uintptr_t)subclass));
	while (playing)
		irq_wait(&never, LOOK_AGAIN);
}

static void serve_all(void)
{
	for (unsigned int n = 0; n < game_count; n++)
		serve(&games[n]);
}

static void check_games(uint64_t began)
{
	uint64_t took = clock_ns() - began;

	for (unsigned int n = 0; n < game_count; n++) {
		const struct game *game = &games[n];

		CHECK_EQ(game->left, 0);
		CHECK_EQ(game->interrupts, EXCHANGES / game_count);
		CHECK_EQ(game->without_status, 0);
		CHECK_EQ(game->bad_status, 0);
		CHECK_EQ(game->wrong, 0);
		if (game->bad_status)
			css_print_irb(&game->irb);
	}
	test_value("exchanges", EXCHANGES * NS_PER_S / took, "1/s");
}

TEST(by_polling, "10,000 numbers come back plus one to a program that looks by TSCH",
     CITE(PoP "TEST SUBCHANNEL"))
{
	uint64_t began = clock_ns();

	set_up(1, false, false);
	serve_all();
	while (playing) {
		REQUIRE(css_wait(games[0].sch, &games[0].irb));
		games[0].interrupts++;
		take_back(&games[0]);
	}
	check_games(began);
}

TEST(one_device, "10,000 numbers come back plus one, each with one interruption",
     CITE(PoP "I/O Interruptions"))
{
	uint64_t began = clock_ns();

	set_up(1, false, false);
	serve_all();
	watch((void *)ISC);
	check_games(began);
}

TEST(one_slow_device, "10,000 numbers come back plus one from a device that takes its time",
     CITE(PoP "I/O Interruptions"))
{
	uint64_t began = clock_ns();

	set_up(1, true, false);
	serve_all();
	watch((void *)ISC);
	check_games(began);
}

TEST(devices_at_once, "four devices at once play 10,000 rounds, and none gets another's ball",
     CITE(PoP "I/O Interruptions"))
{
	uint64_t began = clock_ns();

	set_up(GAMES_MAX, true, false);
	serve_all();
	watch((void *)ISC);
	check_games(began);
}

TEST(cpu_for_each_device, "four CPUs with a subclass each play 10,000 rounds with a device each",
     NEEDS("cpus=4") CITE(PoP "I/O-Interruption Subclass Mask"))
{
	uint64_t began = clock_ns();

	set_up(GAMES_MAX, true, true);
	for (uintptr_t cpu = 1; cpu < GAMES_MAX; cpu++)
		smp_run(cpu, watch, (void *)cpu);
	serve_all();
	watch(0);
	for (unsigned int cpu = 1; cpu < GAMES_MAX; cpu++)
		CHECK(smp_wait(cpu, NS_PER_S * clock_slowness()));
	check_games(began);
}

TEST(any_cpu, "four devices play 10,000 rounds with whichever of four CPUs takes the interruption",
     NEEDS("cpus=4") CITE(PoP "Floating Interruption Conditions"))
{
	uint64_t began = clock_ns();

	set_up(GAMES_MAX, true, false);
	for (unsigned int cpu = 1; cpu < GAMES_MAX; cpu++)
		smp_run(cpu, watch, (void *)ISC);
	serve_all();
	watch((void *)ISC);
	for (unsigned int cpu = 1; cpu < GAMES_MAX; cpu++)
		CHECK(smp_wait(cpu, NS_PER_S * clock_slowness()));
	check_games(began);
}
