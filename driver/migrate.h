/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Live migration: VFIO's states, and what a device does on the way from one to the next.
 */
#ifndef VVP_MIGRATE_H
#define VVP_MIGRATE_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/vfio.h>

#include "migrate_arcs.h"
#include "migrate_file.h"
#include "migrate_irqs.h"
#include "migrate_kicks.h"

struct vvp_device;

/**
 * enum migrate_why - why a function can be migrated, or cannot
 * @MIGRATE_OFFERED: it can
 * @MIGRATE_OFF: somebody has switched it off for this function
 * @MIGRATE_DISABLED: or for all
 * @MIGRATE_NO_COMMANDS: its backend sends no commands
 * @MIGRATE_NO_CALLS: the kernel's driver of the PF exports no calls for device parts
 * @MIGRATE_PF_NO_PARTS: the PF offers no device parts
 * @MIGRATE_PF_NO_ANSWER: it does not answer
 * @MIGRATE_PF_ERROR: it failed a command
 * @MIGRATE_WHYS: their number
 */
enum migrate_why {
	MIGRATE_OFFERED,
	MIGRATE_OFF,
	MIGRATE_DISABLED,
	MIGRATE_NO_COMMANDS,
	MIGRATE_NO_CALLS,
	MIGRATE_PF_NO_PARTS,
	MIGRATE_PF_NO_ANSWER,
	MIGRATE_PF_ERROR,
	MIGRATE_WHYS
};

/**
 * struct migrate_stats - since the function was bound; under the lock
 * @changes: of the state, each arc
 * @failures: of these
 * @saved: states of the device that were saved
 * @loaded: and loaded
 * @bytes: of the last one
 * @from: of the last arc
 * @to: likewise
 * @ret: likewise how it ended
 * @ns: likewise how long it took
 * @stopped_ns: how long the device was stopped, the last time
 * @stopped_at: since when it is, by ktime_get_ns()
 */
struct migrate_stats {
	u64 changes;
	u64 failures;
	u64 saved;
	u64 loaded;
	u64 bytes;
	u32 from;
	u32 to;
	int ret;
	u64 ns;
	u64 stopped_ns;
	u64 stopped_at;
};

/**
 * struct migrate - of a function, for as long as it is bound
 * @lock: one change of the state at a time; protects what follows, if not said otherwise.
 *	Outside of the legacy device's locks
 * @reset_lock: protects @deferred_reset, and that @lock is not let go of without it
 * @deferred_reset: the function has been reset while @lock was held
 * @enabled: by the operator; changed while the device is not open
 * @offered: in this session
 * @state: enum migrate_state
 * @device_stopped: the device has been told to stop, and not to run; under
 *	vvp_legacy_lock_device(), or both locks of the legacy device
 * @mode_unknown: nobody has told it either since it was bound; likewise
 * @has_object: the function has an object for device parts
 * @parts_size: most bytes of its parts; 0: not known
 * @file: of the data on its way, or NULL
 * @irqs: what the VMM is signalled by, set while the device was stopped
 * @kicks: what a modern driver may have notified while the device was stopped
 * @stats: what an operator sees
 * @log: allows so many lines of what is refused
 */
struct migrate {
	struct mutex lock; /* one change at a time */
	spinlock_t reset_lock; /* protects deferred_reset */
	bool deferred_reset;
	bool enabled;
	bool offered;
	u32 state;
	bool device_stopped;
	bool mode_unknown;
	bool has_object;
	u32 parts_size;
	struct migrate_file *file;
	struct migrate_irqs irqs;
	struct migrate_kicks kicks;
	struct migrate_stats stats;
	struct ratelimit_state log;
};

void vvp_migrate_init(struct vvp_device *vvp);
void vvp_migrate_release(struct vvp_device *vvp);
void vvp_migrate_open(struct vvp_device *vvp);
void vvp_migrate_close(struct vvp_device *vvp);
void vvp_migrate_closed(struct vvp_device *vvp);
void vvp_migrate_reset_done(struct vvp_device *vvp);
void vvp_migrate_irqs_were_set(struct vvp_device *vvp, unsigned long arg);
int vvp_migrate_feature(struct vvp_device *vvp, u32 flags, void __user *arg,
			size_t argsz);
int vvp_migrate_lock(struct vvp_device *vvp);
void vvp_migrate_unlock(struct vvp_device *vvp);

/* migrate_report.c */
enum migrate_why vvp_migrate_why(struct vvp_device *vvp, int *err);
int vvp_migrate_reason_text(struct vvp_device *vvp, char *buf);
int vvp_migrate_state_text(struct vvp_device *vvp, char *buf);
int vvp_migrate_parts_text(struct vvp_device *vvp, char *buf);

/* migrate_save.c and migrate_load.c */
struct file *vvp_migrate_save_begin(struct vvp_device *vvp, bool pre_copy);
int vvp_migrate_save_state(struct vvp_device *vvp);
struct file *vvp_migrate_load_begin(struct vvp_device *vvp);
int vvp_migrate_load_end(struct vvp_device *vvp);
void vvp_migrate_end_data(struct vvp_device *vvp);

#endif
