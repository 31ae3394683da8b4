/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line that a guest is booted with. */
#include "job.h"
#include "options.h"

/* 1,2,3,7 becomes 1-3,7 */
static void add_ranges(struct buf *line, const unsigned int *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t last = i;

		while (last + 1 < count && cases[last + 1] == cases[last] + 1)
			last++;
		buf_printf(line, "%s%u", i ? "," : "", cases[i]);
		if (last > i)
			buf_printf(line, "-%u", cases[last]);
		i = last;
	}
}

char *job_command_line(const struct run *run, const struct options *options, unsigned int iteration,
		       const unsigned int *cases, size_t count, bool control)
{
	struct buf line = { 0 };

	if (control)
		buf_puts(&line, "hp.control ");
	if (control && run->migrate && (run->monitor || run->moves))
		buf_puts(&line, "hp.migrate ");
	if (run->timeout)
		buf_printf(&line, "hp.timeout=%u ", run->timeout);
	if (run->host->words)
		buf_printf(&line, "%s ", run->host->words);
	if (run->host->slower > 1 && !run->host->own_time)
		buf_printf(&line, "hp.slow=%u ", run->host->slower);
	if (run->smp > 1)
		buf_printf(&line, "hp.cpus=%u ", run->smp);
	if (options->seeded)
		buf_printf(&line, "hp.seed=%llu ",
			   (unsigned long long)(options->seed + iteration - 1));
	if (count < run->case_count) {
		buf_puts(&line, "hp.cases=");
		add_ranges(&line, cases, count);
		buf_putc(&line, ' ');
	}
	if (run->args)
		buf_puts(&line, run->args);
	while (line.length && line.data[line.length - 1] == ' ')
		line.data[--line.length] = '\0';
	return buf_take(&line);
}
