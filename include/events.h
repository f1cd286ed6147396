/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers that the tracepoints have for what happens to a VF. They are part of the
 * interface that docs/abi.md describes: new ones come at the end.
 */
#ifndef EVENTS_H
#define EVENTS_H

/**
 * enum access_kind - what is asked of a backend
 * @ACCESS_COMMON_WRITE: to write a field of the common configuration
 * @ACCESS_COMMON_READ: to read one
 * @ACCESS_DEVICE_WRITE: to write a field of the device configuration
 * @ACCESS_DEVICE_READ: to read one
 * @ACCESS_NOTIFY_INFO: where notifications go
 */
enum access_kind {
	ACCESS_COMMON_WRITE,
	ACCESS_COMMON_READ,
	ACCESS_DEVICE_WRITE,
	ACCESS_DEVICE_READ,
	ACCESS_NOTIFY_INFO,
	ACCESS_KINDS
};

/**
 * enum served - how a guest's access to a register was served
 * @SERVED_BACKEND: by the backend
 * @SERVED_READ_AHEAD: from a whole field that was read ahead
 * @SERVED_ISR: from the ISR status that is made here
 * @SERVED_HOLE: not at all: there is no field
 * @SERVED_DISABLED: not at all: the guest has switched I/O off
 * @SERVED_ASLEEP: not at all: the VF does not wake up
 * @SERVED_CACHE: from what is known of the device
 * @SERVED_STOPPED: not at all: the device is stopped, to be migrated
 */
enum served {
	SERVED_BACKEND,
	SERVED_READ_AHEAD,
	SERVED_ISR,
	SERVED_HOLE,
	SERVED_DISABLED,
	SERVED_ASLEEP,
	SERVED_CACHE,
	SERVED_STOPPED,
};

/**
 * enum kick_path - the way of a driver notification to the device
 * @KICK_DOORBELL: by the notification address
 * @KICK_COMMAND: by a command, as there is no such address
 * @KICK_IOEVENTFD: by the address, from an eventfd, so without the VMM
 * @KICK_DROPPED: none: what was written before has not got to the device
 */
enum kick_path {
	KICK_DOORBELL,
	KICK_COMMAND,
	KICK_IOEVENTFD,
	KICK_DROPPED,
	KICK_PATHS,
};

#endif
