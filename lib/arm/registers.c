/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bits.h>
#include <random.h>
#include <registers.h>
#include <util.h>
#include "layout.h"
#include "sysreg.h"

struct register_file {
	uint64_t x[31]; /* x0 and x1 stay out of it */
	uint64_t nzcv;
	uint64_t fpsr;
	uint64_t fpcr;
	uint64_t tpidr;
	uint64_t unused;
	uint64_t q[32][2];
};

_Static_assert(offsetof(struct register_file, nzcv) == FILE_NZCV, "layout.h");
_Static_assert(offsetof(struct register_file, tpidr) == FILE_TPIDR, "layout.h");
_Static_assert(offsetof(struct register_file, q) == FILE_Q, "layout.h");

void registers_keep(const volatile unsigned int *until, const struct register_file *before,
		    struct register_file *after);
void registers_load(const struct register_file *file);

#define NZCV_BITS     BIT_RANGE(31, 28)
#define FPSR_BITS     (BIT(27) | BIT(7) | BIT_RANGE(4, 0)) /* QC and the cumulative exceptions */
#define FPCR_ROUNDING BIT_RANGE(23, 22)

static void fill(struct register_file *file, uint64_t seed)
{
	struct random random;

	random_seed(&random, seed);
	random_fill(&random, file, sizeof(*file));
	file->nzcv &= NZCV_BITS;
	file->fpsr &= FPSR_BITS;
	file->fpcr &= FPCR_ROUNDING;
}

unsigned int registers_hold(const volatile unsigned int *until, uint64_t seed)
{
	struct register_file before, after;
	const uint64_t *was = (const uint64_t *)&before, *is = (const uint64_t *)&after;
	unsigned int changed = 0;

	fill(&before, seed);
	after = before;
	registers_keep(until, &before, &after);
	for (unsigned int i = 0; i < sizeof(before) / sizeof(*was); i++)
		changed += was[i] != is[i];
	return changed;
}

void registers_spoil(uint64_t seed)
{
	struct register_file file;

	fill(&file, seed);
	registers_load(&file);
}

size_t registers_system(uint64_t *values, size_t max)
{
	const uint64_t now[] = {
		sysreg_read(sctlr_el1),	 sysreg_read(tcr_el1),	      sysreg_read(ttbr0_el1),
		sysreg_read(mair_el1),	 sysreg_read(cpacr_el1),      sysreg_read(vbar_el1),
		sysreg_read(tpidr_el1),	 sysreg_read(tpidrro_el0),    sysreg_read(cntkctl_el1),
		sysreg_read(mdscr_el1),	 sysreg_read(contextidr_el1), sysreg_read(spsel),
		sysreg_read(currentel),	 sysreg_read(daif),	      sysreg_read(mpidr_el1),
		sysreg_read(csselr_el1),
	};
	size_t count = min(max, ARRAY_SIZE(now));

	for (size_t i = 0; i < count; i++)
		values[i] = now[i];
	return count;
}
