/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A legacy driver of a VF, from reset to its first requests.
 */

#ifndef SRIOV_TEST_LEGACY_H
#define SRIOV_TEST_LEGACY_H

#include "admin.h"

#define STATUS_DRIVER   3
#define STATUS_RUNNING  7

/* Reset it and take @features. */
void legacy_start(Admin *a, unsigned vf, uint32_t features);
/* Queue @index as large as the device has it. */
void legacy_queue(Admin *a, unsigned vf, unsigned index, Ring *r);
void legacy_run(Admin *a, unsigned vf);
/* By the doorbell in the VF's BAR. */
void legacy_kick(Admin *a, unsigned vf, uint16_t queue);

/* @len bytes of the driver's memory, holding @data or, if NULL, 0xaa. */
uint64_t legacy_buffer(Admin *a, const void *data, size_t len);
/*
 * One request by @n parts: kick, wait until it is used, and return the used
 * length.
 */
uint32_t legacy_request(Admin *a, unsigned vf, uint16_t queue, Ring *r,
                        const Part *parts, unsigned n);

#endif
