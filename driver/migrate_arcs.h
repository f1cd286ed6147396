/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The states of a device that is migrated, as VFIO's interface numbers them, and the
 * way between two of them. VFIO of Linux 6.1 does not know those of PRE_COPY.
 *
 * Pure: no kernel calls, so unit tests and fuzzers compile the same file.
 */
#ifndef VVP_MIGRATE_ARCS_H
#define VVP_MIGRATE_ARCS_H

#include <linux/types.h>

/**
 * enum migrate_state - enum vfio_device_mig_state of <linux/vfio.h>, which explains them
 * @MIGRATE_ERROR: a change of state failed half-way
 * @MIGRATE_STOP: the device does nothing
 * @MIGRATE_RUNNING: as ever
 * @MIGRATE_STOP_COPY: it does nothing, and its state can be read
 * @MIGRATE_RESUMING: it does nothing, and its state can be written
 * @MIGRATE_RUNNING_P2P: it accesses no other device
 * @MIGRATE_PRE_COPY: it runs, and what can be read of its state can be
 * @MIGRATE_PRE_COPY_P2P: the two before at once
 * @MIGRATE_STATES: their number
 */
enum migrate_state {
	MIGRATE_ERROR = 0,
	MIGRATE_STOP = 1,
	MIGRATE_RUNNING = 2,
	MIGRATE_STOP_COPY = 3,
	MIGRATE_RESUMING = 4,
	MIGRATE_RUNNING_P2P = 5,
	MIGRATE_PRE_COPY = 6,
	MIGRATE_PRE_COPY_P2P = 7,
	MIGRATE_STATES
};

int vvp_migrate_next_arc(u32 from, u32 to, u32 *next);
const char *vvp_migrate_state_name(u32 state);

#endif
