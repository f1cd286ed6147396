/* SPDX-License-Identifier: GPL-2.0-only */
/* Which failures of a device are worth another try, and when. */
#ifndef RETRY_H
#define RETRY_H

#include <linux/errno.h>
#include <linux/types.h>

/* No more tries of one command after that time. */
#define RETRY_BOUND_MS		1000
#define RETRY_DELAY_MAX_MS	128

/**
 * retry_worthwhile - may the same command work a little later?
 * @err: how it failed
 *
 * virtio 1.4, "Group administration commands": EAGAIN and ENOMEM mean that the
 * command had no effect, EBUSY that the device is at something else.
 */
static inline bool retry_worthwhile(int err)
{
	return err == -EAGAIN || err == -EBUSY || err == -ENOMEM;
}

/**
 * retry_delay_ms - how long to wait for the next try
 * @tries: tries so far, from 1
 */
static inline unsigned int retry_delay_ms(unsigned int tries)
{
	unsigned int delay = 1;

	while (--tries && delay < RETRY_DELAY_MAX_MS)
		delay <<= 1;
	return delay;
}

#endif
