/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <lowcore.h>
#include <stddef.h>

#define AT(member, offset) _Static_assert(offsetof(struct lowcore, member) == (offset), #member)

AT(external_parameter, 0x80);
AT(data_exception_code, 0x90);
AT(translation_exception, 0xa8);
AT(subsystem_id, 0xb8);
AT(facility_list, 0xc8);
AT(machine_check_code, 0xe8);
AT(external_damage_code, 0xf4);
AT(breaking_event, 0x110);
AT(old_psw[CLASS_RESTART], LC_RESTART_OLD);
AT(old_psw[CLASS_EXTERNAL], LC_EXTERNAL_OLD);
AT(old_psw[CLASS_SVC], LC_SVC_OLD);
AT(old_psw[CLASS_PROGRAM], LC_PROGRAM_OLD);
AT(old_psw[CLASS_MACHINE], LC_MACHINE_OLD);
AT(old_psw[CLASS_IO], LC_IO_OLD);
AT(new_psws, LC_NEW_PSWS);
AT(save, LC_SAVE);
AT(save[1], LC_SAVE + LC_SAVE_SIZE);
AT(return_psw, LC_RETURN);
AT(return_restart, LC_RETURN_RESTART);
AT(stack_low, LC_STACK_LOW);
AT(stack_high, LC_STACK_HIGH);
AT(emergency_low, LC_EMERGENCY_LOW);
AT(emergency_high, LC_EMERGENCY_HIGH);
AT(facilities, LC_FACILITIES);
AT(saved_fprs, 0x1200);
AT(saved_psw, 0x1300);
AT(saved_prefix, 0x1318);
AT(saved_cpu_timer, 0x1328);
AT(saved_acrs, 0x1340);
AT(saved_crs, 0x1380);
_Static_assert(sizeof(struct lowcore) == LOWCORE_SIZE, "the lowcore is two pages");
