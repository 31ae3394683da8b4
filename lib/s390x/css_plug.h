/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices that come and go while the guest runs: the runner's monitor does it. For
 * cases that need "control".
 */
#ifndef CSS_PLUG_H
#define CSS_PLUG_H

#include <stdint.h>

#define PLUG_ID_SIZE 32 /* of the name of a device */

/*
 * The device gets this name, and this number in this set ("fe.0.1234") or, without
 * one, a number that QEMU chooses. Ends the case if the machine refuses. What is
 * still there when the case ends is unplugged, and all reports are taken away.
 */
void css_plug(const char *driver, const char *id, const char *device);
void css_unplug(const char *id);

/* The same for whatever the machine can plug; the rest are further properties, or empty. */
void plug(const char *driver, const char *id, const char *properties);

/* Where the machine says that the device is: the subchannel, and the number of the device. */
uint32_t css_plugged_sid(const char *id);
uint16_t css_plugged_device(const char *id);

#endif
