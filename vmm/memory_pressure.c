/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest of the scenario memory_pressure does what that of memory_churn does. */
#include "memory_churn.c"
