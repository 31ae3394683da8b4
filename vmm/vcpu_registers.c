/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The scenario vcpu_registers needs no guest; there is one because each scenario has one. */
#include "dirty_log.c"
