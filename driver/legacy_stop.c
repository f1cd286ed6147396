// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stopping and resuming: what a guest had under way comes to its end before, and what
 * may have got lost meanwhile is done once more after.
 */
#include "legacy_bar.h"
#include "legacy_stop.h"

/* What the guest wrote is part of what the device does, so it is to be done. */
static int settle(struct legacy_dev *dev)
{
	int ret = vvp_backend_drain(dev->backend);

	return ret ? ret : vvp_backend_flush(dev->backend);
}

/**
 * vvp_legacy_stop - the device is about to be stopped: keep accesses away
 * @dev: an open device
 *
 * Until vvp_legacy_resume() or a reset, reads give ones and writes are dropped, and
 * what the device is to be told of interrupts waits. May sleep, as accesses do.
 *
 * Return: 0; -EINTR if the task is killed; -EBUSY if the PF still has something of the
 * guest's.
 */
int vvp_legacy_stop(struct legacy_dev *dev)
{
	int ret = vvp_legacy_lock(dev);

	if (ret)
		return ret;
	ret = settle(dev);
	if (!ret) {
		dev->session.stopped = true;
		vvp_intx_vectors_hold(&dev->session.regs.vectors);
		vvp_reg_cache_invalidate(&dev->session.regs.cache);
	}
	vvp_legacy_unlock(dev);
	if (ret == ACCESS_ERR_KILLED)
		return -EINTR;
	return ret ? -EBUSY : 0;
}

/* Legacy drivers may count on what they wrote there, and no device part has it. */
static void replay_config(struct legacy_dev *dev, unsigned long deadline)
{
	struct legacy_regs *regs = &dev->session.regs;
	struct legacy_access access;
	unsigned int from = 0;

	while (vvp_written_config_next(&regs->written, regs->type, &from,
				       &access))
		if (vvp_backend_write(dev->backend, &access,
				      regs->written.value + access.offset,
				      deadline))
			return;
}

/* With the device running, and its layout held. */
static void catch_up(struct legacy_dev *dev)
{
	struct legacy_session *session = &dev->session;
	unsigned long deadline = vvp_backend_deadline();

	session->stopped = false;
	vvp_intx_vectors_settle(&session->regs.vectors, vvp_legacy_has_msix(dev),
				deadline);
	if (session->loaded)
		replay_config(dev, deadline);
	session->loaded = false;
}

/* Too many do no harm, and one too few is a guest that waits for ever. */
static void raise_all(struct legacy_dev *dev)
{
	struct legacy_session *session = &dev->session;
	u8 isr = session->isr;

	if (session->regs.vectors.guest.in_use)
		isr |= INTX_ISR_ALL;
	session->isr = 0;
	if (vvp_intx_is_on(&session->intx))
		vvp_intx_raise(&session->intx, isr);
}

static int kick_all(struct legacy_dev *dev)
{
	const struct guest_vectors *guest = &dev->session.regs.vectors.guest;
	int queue, ret = 0;

	for (queue = vvp_guest_vectors_next_up(guest, 0); queue >= 0 && !ret;
	     queue = vvp_guest_vectors_next_up(guest, queue + 1))
		ret = vvp_bar_notify(dev, queue);
	return ret;
}

/**
 * vvp_legacy_resume - have the device run, and accesses reach it again
 * @dev: one after vvp_legacy_stop()
 * @run: has the device run; called with accesses and resets kept away
 * @arg: its argument
 *
 * The device then has what it may have missed: vectors, the configuration that was
 * written, one notification for each queue, and the guest one interrupt. May sleep, as
 * accesses do.
 *
 * Return: 0; what @run returns, if that failed, with accesses still kept away; -EINTR
 * if the task is killed.
 */
int vvp_legacy_resume(struct legacy_dev *dev,
		      int (*run)(struct legacy_dev *dev, void *arg), void *arg)
{
	int ret = vvp_legacy_lock(dev);

	if (ret)
		return ret;
	/* A stopped device does nothing with it before it runs. */
	if (dev->session.loaded && dev->session.was_master)
		vvp_legacy_become_master(dev);
	vvp_legacy_wait_layout(dev);
	ret = run(dev, arg);
	if (!ret)
		catch_up(dev);
	vvp_legacy_unlock_layout(dev);
	if (!ret)
		raise_all(dev);
	vvp_legacy_unlock(dev);
	return ret ? ret : kick_all(dev);
}

/**
 * vvp_legacy_unstop - accesses reach the device again: it has been reset, and runs
 * @dev: an open device
 *
 * Any context. The registers hear of the reset as of any other one.
 */
void vvp_legacy_unstop(struct legacy_dev *dev)
{
	WRITE_ONCE(dev->session.stopped, false);
}
