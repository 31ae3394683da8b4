/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What commands cost: runs them in turn, so that a change of the machine's speed
 * meets all alike, and prints for each the medians of its wall time and of its
 * processor time in milliseconds, and its largest resident size in kB.
 *
 *	measure ROUNDS COMMAND [-- COMMAND]...
 *
 * Commands are words without a shell; their output is thrown away.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_SECONDS 600

struct command {
	char **argv;
	double *wall, *cpu;
	long rss;
};

static volatile pid_t running;

static void give_up(int signal)
{
	static const char text[] = "measure: a command does not end\n";

	(void)signal;
	kill(running, SIGKILL);
	if (write(STDERR_FILENO, text, sizeof(text) - 1) > 0)
		_exit(2);
	_exit(2);
}

static double wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static double cpu_ms(const struct rusage *usage)
{
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3 +
	       (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

static pid_t start(char **argv)
{
	extern char **environ;
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
	error = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (error)
		errx(2, "%s: %s", argv[0], strerror(error));
	return pid;
}

static void measure(struct command *command, unsigned int round)
{
	double begin = wall_ms();
	struct rusage usage;
	int status;

	running = start(command->argv);
	alarm(PATIENCE_SECONDS);
	if (wait4(running, &status, 0, &usage) < 0)
		err(2, "%s", command->argv[0]);
	alarm(0);
	command->wall[round] = wall_ms() - begin;
	command->cpu[round] = cpu_ms(&usage);
	if (usage.ru_maxrss > command->rss)
		command->rss = usage.ru_maxrss;
	if (WIFSIGNALED(status))
		errx(2, "%s was ended by signal %d", command->argv[0], WTERMSIG(status));
	if (WEXITSTATUS(status) == 127)
		errx(2, "%s cannot be executed", command->argv[0]);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, unsigned int count)
{
	qsort(values, count, sizeof(*values), ascending);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* Splits at the words "--". */
static size_t split(char **argv, struct command *commands, unsigned int rounds)
{
	size_t count = 0;

	while (*argv) {
		commands[count].argv = argv;
		commands[count].wall = calloc(rounds, sizeof(double));
		commands[count].cpu = calloc(rounds, sizeof(double));
		if (!commands[count].wall || !commands[count].cpu)
			err(2, NULL);
		count++;
		while (*argv && strcmp(*argv, "--"))
			argv++;
		if (*argv)
			*argv++ = NULL;
	}
	return count;
}

int main(int argc, char **argv)
{
	unsigned int rounds = argc > 2 ? atoi(argv[1]) : 0;
	struct command *commands = calloc(argc, sizeof(*commands));
	size_t count;

	if (!rounds || !commands)
		errx(2, "usage: measure ROUNDS COMMAND [-- COMMAND]...");
	signal(SIGALRM, give_up);
	count = split(argv + 2, commands, rounds);
	for (unsigned int round = 0; round < rounds; round++) {
		for (size_t i = 0; i < count; i++)
			measure(&commands[i], round);
	}
	for (size_t i = 0; i < count; i++)
		printf("%.3f %.3f %ld\n", median(commands[i].wall, rounds),
		       median(commands[i].cpu, rounds), commands[i].rss);
	return 0;
}
