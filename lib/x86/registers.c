/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <frame.h>
#include <registers.h>
#include <string.h>
#include <util.h>
#include "cpu_regs.h"

#define YMM_COUNT 16
#define FX_SIZE	  512

#define FCW_MASKED     0x037f
#define FCW_ROUNDING   0x0c00
#define MXCSR_MASKED   0x1f80
#define MXCSR_ROUNDING 0x6000
#define ALL_ST_IN_USE  0xff
#define CANONICAL      0x00007fffffffffffull

struct register_values {
	uint64_t gprs[14];
	uint64_t fs_base, gs_base;
	uint8_t fx[FX_SIZE]; /* of struct fpu_state, for FXSAVE aligned to 16 bytes */
	uint64_t ymm[YMM_COUNT][4];
} __attribute__((aligned(16)));

_Static_assert(offsetof(struct register_values, fx) == 128, "known to registers.S");
_Static_assert(offsetof(struct register_values, ymm) == 640, "known to registers.S");

void registers_load_and_wait(const volatile unsigned int *until, const struct register_values *load,
			     struct register_values *found, bool avx);
void registers_load(const struct register_values *load, bool avx);

static uint64_t next_value(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed ^ *seed >> 29;
}

/* The low halves of AVX registers are those of SSE. */
static void make_values(struct register_values *values, uint64_t seed)
{
	struct fpu_state *fpu = (void *)values->fx;

	memset(values, 0, sizeof(*values));
	for (unsigned int i = 0; i < ARRAY_SIZE(values->gprs); i++)
		values->gprs[i] = next_value(&seed);
	values->fs_base = next_value(&seed) & CANONICAL;
	values->gs_base = next_value(&seed) & CANONICAL;
	for (unsigned int i = 0; i < YMM_COUNT; i++) {
		for (unsigned int j = 0; j < 4; j++)
			values->ymm[i][j] = next_value(&seed);
		memcpy(fpu->xmm[i], values->ymm[i], sizeof(fpu->xmm[i]));
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(fpu->st); i++) {
		uint64_t words[2] = { next_value(&seed), next_value(&seed) };

		memcpy(fpu->st[i], words, 10);
	}
	fpu->ftw = ALL_ST_IN_USE;
	fpu->fcw = FCW_MASKED | (next_value(&seed) & FCW_ROUNDING);
	fpu->mxcsr = MXCSR_MASKED | (next_value(&seed) & MXCSR_ROUNDING);
}

static bool avx_enabled(void)
{
	return cr4_read() & CR4_OSXSAVE && xcr0_read() & XCR0_AVX;
}

static unsigned int count_fpu_changes(const struct fpu_state *want, const struct fpu_state *found)
{
	unsigned int changed = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(want->st); i++)
		changed += memcmp(want->st[i], found->st[i], 10) != 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(want->xmm); i++)
		changed += memcmp(want->xmm[i], found->xmm[i], 16) != 0;
	changed += want->fcw != found->fcw;
	changed += want->ftw != found->ftw;
	return changed + (want->mxcsr != found->mxcsr);
}

static unsigned int count_changes(const struct register_values *want,
				  const struct register_values *found, bool avx)
{
	unsigned int changed = count_fpu_changes((void *)want->fx, (void *)found->fx);

	for (unsigned int i = 0; i < ARRAY_SIZE(want->gprs); i++)
		changed += want->gprs[i] != found->gprs[i];
	for (unsigned int i = 0; avx && i < YMM_COUNT; i++)
		changed += memcmp(want->ymm[i], found->ymm[i], sizeof(want->ymm[i])) != 0;
	changed += want->fs_base != found->fs_base;
	return changed + (want->gs_base != found->gs_base);
}

/* Interrupts find struct cpu without the GS base, so that it can be held as well. */
unsigned int registers_hold(const volatile unsigned int *until, uint64_t seed)
{
	struct register_values want, found;
	uint8_t fx[FX_SIZE] __attribute__((aligned(16)));
	uint64_t fs_base = msr_read(MSR_FS_BASE), gs_base = msr_read(MSR_GS_BASE);
	bool avx = avx_enabled();

	make_values(&want, seed);
	__asm__ volatile("fxsave64 %0" : "=m"(fx));
	msr_write(MSR_FS_BASE, want.fs_base);
	msr_write(MSR_GS_BASE, want.gs_base);
	registers_load_and_wait(until, &want, &found, avx);
	found.fs_base = msr_read(MSR_FS_BASE);
	found.gs_base = msr_read(MSR_GS_BASE);
	msr_write(MSR_FS_BASE, fs_base);
	msr_write(MSR_GS_BASE, gs_base);
	__asm__ volatile("fxrstor64 %0" : : "m"(fx));
	return count_changes(&want, &found, avx);
}

/* Rounding modes are not a function's to change; the caller's handler finds them as they were. */
void registers_spoil(uint64_t seed)
{
	struct register_values values;
	struct fpu_state *fpu = (void *)values.fx;

	make_values(&values, seed);
	fpu->fcw = FCW_MASKED;
	fpu->mxcsr = MXCSR_MASKED;
	registers_load(&values, avx_enabled());
}

size_t registers_system(uint64_t *values, size_t max)
{
	const uint32_t msrs[] = {
		MSR_EFER,    MSR_STAR,	  MSR_LSTAR,	 MSR_SFMASK,	MSR_PAT,
		MSR_FS_BASE, MSR_GS_BASE, MSR_KERNEL_GS, MSR_APIC_BASE,
	};
	uint64_t all[] = { cr0_read(), cr2_read(), cr3_read(), cr4_read(), cr8_read(), dr7_read() };
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all) && count < max; i++)
		values[count++] = all[i];
	for (size_t i = 0; i < ARRAY_SIZE(msrs) && count < max; i++)
		values[count++] = msr_read(msrs[i]);
	if (count < max && cr4_read() & CR4_OSXSAVE)
		values[count++] = xcr0_read();
	return count;
}
