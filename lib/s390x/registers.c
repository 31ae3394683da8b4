/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers 0 to 13 are held; 14 points at the word that is watched, 15 at
 * the stack, so what happens to them does not go unnoticed either.
 */
#include <control_register.h>
#include <lowcore.h>
#include <registers.h>
#include <string.h>
#include <util.h>

struct register_values {
	uint64_t gprs[14];
	uint32_t acrs[16];
	uint64_t vrs[32][2];
	uint64_t fpc; /* in the left half */
};

/* Exceptions stay masked, the rounding modes are ones that exist. */
#define FPC_VALID 0x00f80003ul

void registers_load_and_wait(const volatile unsigned int *until, const struct register_values *load,
			     struct register_values *found);
void registers_load(const struct register_values *load);

static uint64_t next_value(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ul + 1442695040888963407ul;
	return *seed ^ *seed >> 29;
}

static void make_values(struct register_values *values, uint64_t seed)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(values->gprs); i++)
		values->gprs[i] = next_value(&seed);
	for (unsigned int i = 0; i < ARRAY_SIZE(values->acrs); i++)
		values->acrs[i] = next_value(&seed) >> 32;
	for (unsigned int i = 0; i < ARRAY_SIZE(values->vrs); i++) {
		values->vrs[i][0] = next_value(&seed);
		values->vrs[i][1] = next_value(&seed);
	}
	values->fpc = (next_value(&seed) & FPC_VALID) << 32;
}

unsigned int registers_hold(const volatile unsigned int *until, uint64_t seed)
{
	struct register_values want, found;
	unsigned int changed = 0;

	make_values(&want, seed);
	found = want;
	registers_load_and_wait(until, &want, &found);

	for (unsigned int i = 0; i < ARRAY_SIZE(want.gprs); i++)
		changed += found.gprs[i] != want.gprs[i];
	for (unsigned int i = 0; i < ARRAY_SIZE(want.acrs); i++)
		changed += found.acrs[i] != want.acrs[i];
	for (unsigned int i = 0; i < ARRAY_SIZE(want.vrs); i++)
		changed += memcmp(found.vrs[i], want.vrs[i], sizeof(want.vrs[i])) != 0;
	return changed + (found.fpc != want.fpc);
}

void registers_spoil(uint64_t seed)
{
	struct register_values values;

	make_values(&values, seed);
	registers_load(&values);
}

size_t registers_system(uint64_t *values, size_t max)
{
	uint64_t all[CONTROL_REGISTERS + 2];
	uint32_t prefix;
	size_t count = max < ARRAY_SIZE(all) ? max : ARRAY_SIZE(all);

	__asm__ volatile("stctg %%c0,%%c15,%0" : "=Q"(*(uint64_t(*)[CONTROL_REGISTERS])all));
	__asm__ volatile("stpx %0" : "=Q"(prefix));
	all[CONTROL_REGISTERS] = prefix;
	all[CONTROL_REGISTERS + 1] = psw_mask() & ~(uint64_t)PSW_CC;
	memcpy(values, all, count * sizeof(*all));
	return count;
}
