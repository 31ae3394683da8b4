/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts that are held back while the guest moves to another host, for tests of
 * migration: they must be there afterwards, each as often as before.
 *
 *	static const struct held signal = { .source = IRQ_EMERGENCY, .raise = signal_self };
 *
 *	held_move(&signal, &hold_source, smp_count());
 */
#ifndef HELD_H
#define HELD_H

/* What is made pending. */
struct held {
	unsigned int source;
	void (*raise)(void);		   /* makes it pending on this CPU */
	void (*serve)(unsigned int times); /* by the handler at its nth interrupt; 0: none came */
	unsigned int times;		   /* that it comes on each CPU; 0 is 1 */
};

/* What holds it back, on each CPU. */
struct hold {
	void (*begin)(unsigned int source);
	void (*end)(unsigned int source);
};

extern const struct hold hold_all;    /* the CPU takes no interrupts */
extern const struct hold hold_source; /* the source alone is closed */

/*
 * On the CPUs 0 to cpus - 1: holds it back, makes it pending, migrates, lets it come. It is
 * a failed check if it comes before that, or not as often as it was raised.
 */
void held_move(const struct held *held, const struct hold *hold, unsigned int cpus);

#endif
