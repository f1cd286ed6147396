/* SPDX-License-Identifier: GPL-2.0-only */
/* BAR0 as the guest sees it: a register file, behind it commands and doorbell. */
#ifndef VVP_LEGACY_BAR_H
#define VVP_LEGACY_BAR_H

#include <linux/mutex.h>
#include <linux/semaphore.h>
#include <linux/vfio_pci_core.h>

#include "commands.h"
#include "counters.h"
#include "doorbell.h"
#include "intx.h"
#include "legacy_layout.h"
#include "shadow.h"
#include "sweep.h"
#include "vectors.h"

/**
 * struct legacy_bar - the software BAR0 of a VF
 * @core: the VF
 * @type: its device type
 * @commands: the way to its registers
 * @size: of the BAR
 * @counters: of what the guest does; allocated
 * @lock: one access at a time, and none while the interrupt type changes;
 *	protects @commands, @shadow, @sweep, @vectors and whether @intx is in use
 * @layout: held while a command goes by the layout that MSI-X gives, and while
 *	the function is being reset, whoever asked for that. Inside of @lock and of
 *	the core's memory_lock; a semaphore, as a bus reset takes those of many VFs
 * @was_reset: the function has been reset, which @vectors has not heard of
 * @unsure: the device may have lost its registers, which @shadow has not heard of
 * @mishaps: commands_mishaps() from when on @shadow is right
 * @shadow: what is known of the registers
 * @sweep: a field that the guest is reading piece by piece
 * @no_sweeps: the device refused such a read, in this opening
 * @doorbell: for one opening
 * @intx: for one opening
 * @vectors: for one opening
 */
struct legacy_bar {
	struct vfio_pci_core_device *core;
	const struct legacy_type *type;
	struct commands commands;
	size_t size;
	struct counters __percpu *counters;

	struct mutex lock; /* one access at a time */
	struct semaphore layout;
	bool was_reset;
	bool unsure;
	u64 mishaps;
	struct shadow shadow;
	struct sweep sweep;
	bool no_sweeps;
	struct doorbell doorbell;
	struct intx intx;
	struct vectors vectors;
};

int legacy_bar_init(struct legacy_bar *bar, struct vfio_pci_core_device *core,
		    const struct legacy_type *type,
		    const struct backend *backend);
void legacy_bar_release(struct legacy_bar *bar);
int legacy_bar_open(struct legacy_bar *bar);
void legacy_bar_close(struct legacy_bar *bar);
void legacy_bar_reset_prepare(struct legacy_bar *bar);
void legacy_bar_reset_done(struct legacy_bar *bar);
void legacy_bar_unsure(struct legacy_bar *bar);
int legacy_bar_freeze(struct legacy_bar *bar);
void legacy_bar_thaw(struct legacy_bar *bar);
void legacy_bar_notify(struct legacy_bar *bar, u16 queue);
ssize_t legacy_bar_read(struct legacy_bar *bar, char __user *buf, size_t count,
			loff_t pos, bool io_enabled);
ssize_t legacy_bar_write(struct legacy_bar *bar, const char __user *buf,
			 size_t count, loff_t pos, bool io_enabled);

#endif
