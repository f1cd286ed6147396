/* SPDX-License-Identifier: GPL-2.0-only */
/* By what a device came to a driver that does not take it by itself. */
#ifndef TOOLS_CLAIM_H
#define TOOLS_CLAIM_H

#include "device/function.h"

/**
 * enum claim_by - who says that it is to have that driver
 * @CLAIM_UNKNOWN: nobody that lasts; new_id, maybe
 * @CLAIM_OVERRIDE: its driver_override
 * @CLAIM_DRIVERCTL: the same, which driverctl sets at each boot
 * @CLAIM_CONF: the driver's ids= in modprobe.d
 * @CLAIM_ARGUMENT: the same in the kernel's arguments
 */
enum claim_by {
	CLAIM_UNKNOWN,
	CLAIM_OVERRIDE,
	CLAIM_DRIVERCTL,
	CLAIM_CONF,
	CLAIM_ARGUMENT,
};

/**
 * struct claim - of one device
 * @by: who says so
 * @driver: which driver that names, or the one that it has
 * @id: by which ids= means the device, or ""
 * @where: the file, or the kernel's argument, or ""
 * @text: all of that in words; "" if there is nothing to say
 */
struct claim {
	enum claim_by by;
	char driver[DRIVER_SIZE];
	char id[64];
	char where[256];
	char text[400];
};

void claim_look(struct claim *claim, const struct function *function);

#endif
