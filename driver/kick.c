// SPDX-License-Identifier: GPL-2.0-only
/* What a guest writes all the time: notifications, to the doorbell. */
#include "kick.h"
#include "trace.h"

/**
 * kick_account - a notification has been made, or not
 * @bar: the BAR
 * @queue: virtqueue index
 * @path: how
 */
void kick_account(struct legacy_bar *bar, u16 queue, enum kick_path path)
{
	this_cpu_inc(bar->counters->kicks[path]);
	trace_kick(bar->core->pdev, queue, path);
}

/**
 * kick_in_turn - a notification that is part of an access
 * @bar: an open BAR, whose VF is held awake
 * @queue: virtqueue index
 *
 * The doorbell is another way to the device than what was written before: that has to
 * be done first, or the guest's queue is not there. May sleep for it.
 *
 * Return: whether the notification is done with; if not, it is a command.
 */
bool kick_in_turn(struct legacy_bar *bar, u16 queue)
{
	if (!doorbell_there(&bar->doorbell))
		return false;
	if (commands_settled(&bar->commands)) {
		doorbell_ring(&bar->doorbell, queue);
		kick_account(bar, queue, KICK_DOORBELL);
	} else {
		kick_account(bar, queue, KICK_DROPPED);
	}
	return true;
}

/**
 * kick_directly - a notification, if the VF is awake and has a doorbell
 * @bar: an open BAR, whose I/O is enabled
 * @queue: virtqueue index
 *
 * The access that guests make all the time: it waits for no other vCPU's access,
 * since what its own vCPU wrote before has been done. May sleep while the function
 * is being reset, and for what was posted.
 *
 * Return: whether the notification is done with; if not, it is an access like others.
 */
bool kick_directly(struct legacy_bar *bar, u16 queue)
{
	if (!doorbell_there(&bar->doorbell))
		return false;
	if (!commands_settled(&bar->commands)) {
		kick_account(bar, queue, KICK_DROPPED);
		return true;
	}
	if (!doorbell_ring_awake(&bar->doorbell, queue))
		return false;
	kick_account(bar, queue, KICK_DOORBELL);
	return true;
}

/**
 * kick_at_once - a notification, if it can be made at once
 * @bar: an open BAR, whose I/O is enabled
 * @queue: virtqueue index
 *
 * Any context.
 *
 * Return: whether the notification is done with; if not, legacy_bar_notify() does it.
 */
bool kick_at_once(struct legacy_bar *bar, u16 queue)
{
	if (!doorbell_there(&bar->doorbell) ||
	    !commands_are_settled(&bar->commands) ||
	    !doorbell_try_ring(&bar->doorbell, queue))
		return false;
	kick_account(bar, queue, KICK_IOEVENTFD);
	return true;
}
