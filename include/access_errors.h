/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How an access to a VF's registers can fail, for all who carry one: error numbers
 * of the device's, and those below, which stand for no answer of the device.
 */
#ifndef ACCESS_ERRORS_H
#define ACCESS_ERRORS_H

#include <linux/errno.h>
#include <linux/types.h>

#define ACCESS_ERR_TIMEOUT	(-ETIMEDOUT)	/* sent; not answered in time */
#define ACCESS_ERR_KILLED	(-EINTR)	/* the caller is being killed */
#define ACCESS_ERR_LATE		(-ETIME)	/* no time left to send it */
#define ACCESS_ERR_UNANSWERED	(-EINPROGRESS)	/* an earlier one is in flight */
#define ACCESS_ERR_FULL		(-EUSERS)	/* the PF answers nobody */
#define ACCESS_ERR_PF_GONE	(-ESHUTDOWN)	/* nobody drives the PF's queue */

/**
 * access_err_unsent - was nothing sent at all?
 * @err: how it failed
 */
static inline bool access_err_unsent(int err)
{
	return err == ACCESS_ERR_LATE || err == ACCESS_ERR_UNANSWERED ||
	       err == ACCESS_ERR_FULL || err == ACCESS_ERR_PF_GONE;
}

/**
 * access_err_of_status - what a command's status says
 * @status: as the device gave it
 *
 * virtio 1.4, "Group administration commands": anything else than what is named
 * there counts as EINVAL.
 *
 * Return: 0 or a negative errno.
 */
static inline int access_err_of_status(unsigned int status)
{
	switch (status) {
	case 0:
	case ENXIO:
	case EAGAIN:
	case ENOMEM:
	case EBUSY:
	case ENOSPC:
		return -(int)status;
	default:
		return -EINVAL;
	}
}

#endif
