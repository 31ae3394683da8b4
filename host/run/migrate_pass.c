/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is due when the source has gone through memory once more. */
#include "migrate_flight.h"

enum {
	PATIENT_PASSES = 4, /* over memory; then the guest may be stopped for longer */
	FAILING_PASS = 3,
};

/* In the middle of it, as the guest has asked. */
static void make_it_fail(struct migration *m)
{
	log_printf(&m->job->log, "# migration: now it is made to fail");
	if (m->order.fail == FAIL_CANCEL)
		qmp_execute(&m->from->qmp, "migrate_cancel", NULL, -1, NULL, NULL);
	else if (m->order.fail == FAIL_CLOSE)
		migrate_path_cut(&m->path);
	else if (m->to)
		vm_kill(m->to);
}

static void let_it_end(struct migration *m)
{
	qmp_execute(&m->from->qmp, "migrate-set-parameters", migrate_order_newer_parameters(false),
		    -1, NULL, NULL);
	qmp_execute(&m->from->qmp, "migrate-set-parameters", migrate_order_last_parameters(), -1,
		    NULL, NULL);
}

void migrate_pass_over(struct migration *m, const json_t *data)
{
	json_int_t pass = json_integer_value(json_object_get(data, "pass"));
	unsigned int last = m->order.rounds ? m->order.rounds : PATIENT_PASSES;

	if (m->order.fail && pass == FAILING_PASS)
		make_it_fail(m);
	else if (!m->order.fail && pass == last)
		let_it_end(m);
}
