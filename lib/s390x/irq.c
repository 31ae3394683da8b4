/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <case.h>
#include <clock.h>
#include <control_register.h>
#include <entry.h>
#include <frame.h>
#include <irq.h>
#include <lowcore.h>
#include <trap.h>

void irq_enable(void)
{
	psw_set_mask(psw_mask() | PSW_INTERRUPTS);
}

void irq_disable(void)
{
	psw_set_mask(psw_mask() & ~(uint64_t)PSW_INTERRUPTS);
}

bool irq_save(void)
{
	uint64_t mask = psw_mask();

	if (mask & PSW_INTERRUPTS)
		psw_set_mask(mask & ~(uint64_t)PSW_INTERRUPTS);
	return mask & PSW_EXTERNAL;
}

void irq_restore(bool enabled)
{
	if (enabled)
		irq_enable();
}

void irq_idle(void)
{
	psw_set_mask(psw_mask() | PSW_INTERRUPTS | PSW_WAIT);
	irq_disable();
}

bool irq_setup(void)
{
	irq_disable();
	control_load(0, control_library[0]);
	control_load(6, control_library[6]);
	control_load(14, control_library[14]);
	return true;
}

static uint64_t external_mask(unsigned int code)
{
	switch (code) {
	case EXTERNAL_INTERRUPT_KEY:
		return CR0_INTERRUPT_KEY;
	case EXTERNAL_CLOCK_COMPARATOR:
		return CR0_CLOCK_COMPARATOR;
	case EXTERNAL_CPU_TIMER:
		return CR0_CPU_TIMER;
	case EXTERNAL_MALFUNCTION:
		return CR0_MALFUNCTION_ALERT;
	case EXTERNAL_EMERGENCY:
		return CR0_EMERGENCY_SIGNAL;
	case EXTERNAL_CALL:
		return CR0_EXTERNAL_CALL;
	case EXTERNAL_SERVICE:
		return CR0_SERVICE_SIGNAL;
	default:
		return 0;
	}
}

static uint64_t subclass_mask(unsigned int source)
{
	switch (IRQ_CLASS(source)) {
	case IRQ_CLASS(IRQ_EXTERNAL(0)):
		return external_mask(IRQ_CODE(source));
	case IRQ_CLASS(IRQ_IO(0)):
		return CR6_ISC(IRQ_CODE(source));
	case IRQ_CLASS(IRQ_MACHINE_CHECK):
		return CR14_REPRESSIBLE;
	default:
		return 0;
	}
}

/* Sets or clears the source's bits; returns whether they were set. */
static bool set_open(unsigned int source, bool open)
{
	uint64_t mask = subclass_mask(source), before, after;

	/* The number of a control register is part of the instruction. */
#define CHANGE(number)                                         \
	do {                                                   \
		before = control_store(number);                \
		after = open ? before | mask : before & ~mask; \
		control_load(number, after);                   \
	} while (0)

	if (!mask)
		return true;
	if (IRQ_CLASS(source) == IRQ_CLASS(IRQ_IO(0)))
		CHANGE(6);
	else if (IRQ_CLASS(source) == IRQ_CLASS(IRQ_MACHINE_CHECK))
		CHANGE(14);
	else
		CHANGE(0);
#undef CHANGE
	return before & mask;
}

bool irq_open(unsigned int source)
{
	return set_open(source, true);
}

bool irq_close(unsigned int source)
{
	return set_open(source, false);
}

static void dispatch(struct frame *frame, unsigned int source, uint64_t parameter)
{
	if (!irq_dispatch(source, parameter, frame))
		trap_fatal(frame, "unexpected interrupt %#x, parameter %#lx", source, parameter);
}

void entry_restart(struct frame *frame)
{
	dispatch(frame, IRQ_RESTART, 0);
}

void entry_svc(struct frame *frame)
{
	frame->code = lowcore()->svc_code;
	frame->ilc = lowcore()->svc_ilc;
	dispatch(frame, IRQ_SVC, frame->code);
}

/* What the library uses itself need not have a handler. */
void entry_external(struct frame *frame)
{
	unsigned int source;
	uint64_t parameter;

	frame->code = lowcore()->external_code;
	frame->external_cpu = lowcore()->external_cpu;
	frame->external_parameter = lowcore()->external_parameter;
	source = IRQ_EXTERNAL(frame->code);
	parameter = frame->external_parameter;

	switch (frame->code) {
	case EXTERNAL_CLOCK_COMPARATOR:
		clock_disarm();
		timer_interrupt(frame);
		irq_dispatch(source, parameter, frame);
		break;
	case EXTERNAL_CALL:
		case_end_if_crashed();
		irq_dispatch(source, frame->external_cpu, frame);
		break;
	case EXTERNAL_SERVICE:
		irq_dispatch(source, parameter, frame);
		break;
	case EXTERNAL_EMERGENCY:
	case EXTERNAL_MALFUNCTION:
		dispatch(frame, source, frame->external_cpu);
		break;
	default:
		dispatch(frame, source, parameter);
	}
}

void entry_io(struct frame *frame)
{
	frame->subsystem_id = lowcore()->subsystem_id;
	frame->io_parameter = lowcore()->io_parameter;
	frame->io_word = lowcore()->io_word;
	dispatch(frame, IRQ_IO(frame->io_word >> 27 & 7),
		 (uint64_t)frame->subsystem_id << 32 | frame->io_parameter);
}

void entry_machine(struct frame *frame)
{
	frame->machine_check_code = lowcore()->machine_check_code;
	frame->external_damage_code = lowcore()->external_damage_code;
	frame->failing_storage = lowcore()->failing_storage;
	dispatch(frame, IRQ_MACHINE_CHECK, frame->machine_check_code);
}
