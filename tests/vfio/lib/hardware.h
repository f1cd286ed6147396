/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The emulated hardware, from outside: what it counted, which is the judge of what the
 * driver really did; its properties; and the wires of its VFs.
 */
#ifndef TESTS_VFIO_HARDWARE_H
#define TESTS_VFIO_HARDWARE_H

#include <stdbool.h>

struct counts {
	int common_read, common_write;
	int device_read, device_write;
	int notify_info, other, failed;
	int kick_member, kick_owner, kick_command, kick_modern;
};

/* Everything counted for VF @number since the last count_from_zero(), all done. */
struct counts counted(int number);
/* The same as it is now, while more goes on. */
struct counts counted_so_far(int number);
void count_from_zero(void);
int commands(const struct counts *counts);
int kicks(const struct counts *counts);

/* The driver kept every rule of the specification that the device checks. */
void check_no_violation(void);
/* No command of any VF failed. */
void check_no_failure(void);

/* Set a property of the hardware; back to what it was with hardware_good(). */
void hardware(const char *property, const char *value);
void hardware_good(void);

/* Plug the wire of VF @number in, or pull it: a configuration change. */
void set_link(int number, bool up);

#endif
