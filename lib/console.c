/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <atomic.h>
#include <clock.h>
#include <console.h>
#include <irq.h>
#include <smp.h>
#include <spinlock.h>
#include <string.h>

#define LINE_NS (2 * NS_PER_S) /* more than a line takes, in a guest of a guest too */

static struct spinlock lock;
static const struct cpu *writer; /* who has the lock */

/* Interrupts stay disabled meanwhile: a handler that prints would wait for its own CPU. */
void console_write(const char *text, size_t length)
{
	bool enabled = irq_save();

	spin_lock(&lock);
	atomic_store(&writer, this_cpu());
	console_put(text, length);
	atomic_store(&writer, NULL);
	spin_unlock(&lock);
	irq_restore(enabled);
}

void console_reset(void)
{
	if (!atomic_load(&lock.taken))
		return;
	atomic_store(&writer, NULL);
	spin_unlock(&lock);
	console_put("\n", 1);
}

/*
 * This CPU may have been stopped in the middle of a line itself. Another one that begins a line
 * behind the last look at the lock keeps it.
 */
void console_break_lock(void)
{
	uint64_t end = clock_ns() + LINE_NS;

	while (atomic_load(&lock.taken)) {
		if (atomic_load(&writer) == this_cpu() || clock_ns() >= end) {
			console_reset();
			return;
		}
		cpu_relax();
	}
}

bool console_read_line(char *line, size_t size, uint64_t timeout_ns)
{
	static char pending[512];
	static size_t filled;
	uint64_t end = clock_ns() + timeout_ns;

	for (;;) {
		char *newline = memchr(pending, '\n', filled);
		size_t length = newline ? (size_t)(newline - pending) : 0, kept;

		if (newline) {
			kept = length < size ? length : size - 1;
			memcpy(line, pending, kept);
			line[kept] = '\0';
			filled -= length + 1;
			memmove(pending, newline + 1, filled);
			return true;
		}
		if (filled == sizeof(pending))
			filled = 0; /* no line is that long: noise */
		filled += console_get(pending + filled, sizeof(pending) - filled);
		if (clock_ns() > end)
			return false;
		cpu_relax();
	}
}
