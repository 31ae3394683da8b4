/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this CPU says that it has: fields of the ID registers.
 */
#ifndef FEATURES_H
#define FEATURES_H

#include <bits.h>
#include "sysreg.h"

#define FEATURE(reg, low) ((unsigned int)field_get(BIT_RANGE((low) + 3, low), sysreg_read(reg)))

#define FEATURE_SVE    FEATURE(id_aa64pfr0_el1, 32)
#define FEATURE_RAS    FEATURE(id_aa64pfr0_el1, 28)
#define FEATURE_BTI    FEATURE(id_aa64pfr1_el1, 0)
#define FEATURE_SME    FEATURE(id_aa64pfr1_el1, 24)
#define FEATURE_PAN    FEATURE(id_aa64mmfr1_el1, 20)
#define FEATURE_HAFDBS FEATURE(id_aa64mmfr1_el1, 0)
#define FEATURE_MOPS   FEATURE(s3_0_c0_c6_2, 16) /* ID_AA64ISAR2_EL1 */
#define FEATURE_PMU    FEATURE(id_aa64dfr0_el1, 8)

/* Pointer authentication: by QARMA5, an algorithm of the maker's, or QARMA3. */
#define FEATURE_PAUTH \
	(FEATURE(id_aa64isar1_el1, 4) | FEATURE(id_aa64isar1_el1, 8) | FEATURE(s3_0_c0_c6_2, 12))
#define PAUTH_FAULTS 4 /* from this value on a failure is an exception: FEAT_FPAC */

#endif
